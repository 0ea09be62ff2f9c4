"""What the templates write: short names, addresses, places where a line may break."""

import pytest

from clusterallianz.templatetags.site import breakable, short_term


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


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("automotiveland.nrw e.V.", "automotiveland<wbr>.nrw e.V."),
        ("BIO.NRW", "BIO<wbr>.NRW"),
        ("Foodhub NRW", "Foodhub NRW"),
        ("OstWestfalenLippe", "OstWestfalenLippe"),
        (
            "NanoMikroWerkstoffePhotonik.NRW",
            "Nano<wbr>Mikro<wbr>Werkstoffe<wbr>Photonik.NRW",
        ),
        ("www.nrwbank.de", "www.nrwbank.de"),
        ("<b>a.nrw</b>", "&lt;b&gt;a<wbr>.nrw&lt;/b&gt;"),
        ("", ""),
    ],
)
def test_breakable_name_breaks_where_it_may(name, html):
    assert breakable(name) == html
