"""What comes out of the printer: text, the address, and two pages at most."""

import re

import pytest

from clusters.models import Cluster

pytestmark = pytest.mark.browser
PAPER = {"format": "A4", "prefer_css_page_size": True}


@pytest.fixture
def paper(page):
    """A page as wide as A4 within its margins, in the look of print."""
    page.set_viewport_size({"width": 680, "height": 960})
    page.emulate_media(media="print", color_scheme="dark")
    return page


def test_every_profile_fits_two_pages(paper):
    long = {}
    for cluster in Cluster.objects.published():
        paper.goto(cluster.get_absolute_url())
        pages = len(re.findall(rb"/Type\s*/Page\b", paper.pdf(**PAPER)))
        if pages > 2:
            long[cluster.slug] = pages
    assert long == {}


def test_printed_profile_says_in_text_where_it_came_from_and_whom_to_ask(paper, site):
    paper.goto("/cluster/automotiveland-nrw/")
    line = paper.locator(".on-paper").inner_text()
    assert line.startswith(f"{site}/cluster/automotiveland-nrw/ · ")
    assert not paper.get_by_role("link", name="Anfrage stellen").is_visible()
    website = paper.locator('.contact .button[href^="http"]').evaluate(
        "link => getComputedStyle(link, '::after').content"
    )
    assert website == '": https://automotiveland.nrw"'
    for hidden in [".crumbs", "nav", ".keywords"]:
        assert not paper.locator(hidden).first.is_visible(), hidden
    assert paper.locator(".sources li").first.is_visible()


def test_printed_need_spares_the_paper_for_what_fits(paper):
    paper.goto("/cluster/?q=Wasserstoff")
    assert paper.locator(".card:not(.distant) .why").first.is_visible()
    assert not paper.locator(".card.distant .why").first.is_visible()
    assert paper.locator(".card.distant a").first.is_visible()
    assert not paper.locator(".others").is_visible()
