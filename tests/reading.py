"""Pages as a reader sees them."""

from bs4 import BeautifulSoup


def page_of(response, status: int | None = None) -> BeautifulSoup:
    """The parsed page of a response, which must have this status if one is given."""
    assert status in (None, response.status_code)
    return BeautifulSoup(response.content, "html.parser")
