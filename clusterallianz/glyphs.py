"""The signs made of nine dots, as data: pages and files draw them alike."""

# Which of the nine dots are large: a sign for each driver that needs no colour.
GLYPHS: dict[str, frozenset[int]] = {
    "logo": frozenset({0, 1, 3, 4, 5, 7, 8}),
    "dekarbonisierung": frozenset({1, 3, 4, 5, 7}),
    "digitalisierung": frozenset({0, 2, 4, 6, 8}),
    "demografie": frozenset({1, 3, 5, 6, 7, 8}),
    "de-globalisierung": frozenset({0, 1, 2, 3, 5, 6, 7, 8}),
}


def large_dots(name: str) -> frozenset[int]:
    """Numbers of the large dots, from 0 by rows; unknown names have large ones only."""
    return GLYPHS.get(name, frozenset(range(9)))
