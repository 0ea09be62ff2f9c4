"""What a visitor's text finds, for tests of what changes the index."""

from clusters.search import rank, understand
from clusters.search.index import Corpus


def finds(corpus: Corpus, text: str) -> list[int]:
    """Primary keys of the rows that a text finds, best first."""
    return [hit.key for hit in rank(corpus.name, understand(text))]
