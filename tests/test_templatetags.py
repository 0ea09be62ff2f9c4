"""What the templates write: short names, addresses, places where a line may break."""

import pytest

from clusterallianz.templatetags.site import short_term


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Technologietransfer", "Technologietransfer"),
        ("Vernetzungsformate / Veranstaltungen", "Vernetzungsformate"),
        ("Standort- / Ansiedlungsservice", "Ansiedlungsservice"),
        ("Ein/Aus", "Ein/Aus"),
        ("Halb- / ", "Halb-"),
        ("", ""),
    ],
)
def test_short_term_is_one_whole_name(name, short):
    assert short_term(name) == short
