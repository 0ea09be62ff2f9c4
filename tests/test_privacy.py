"""What the privacy page says is what the site does."""

import pytest
from django.conf import settings

from impulses.personal import CONFIRM_DAYS
from tests.reading import page_of

FORMS = [
    "/anfrage/?c=clib",
    "/rueckmeldung/",
    "/cluster/clib/hinweis/?angabe=anderes",
    "/folgen/impuls/1/",
    "/folgen/treiber/digitalisierung/",
    "/konto/anmelden/",
]


def section(page, heading: str) -> str:
    """The text of the page from a heading to the next."""
    start = page.find("h2", string=heading)
    parts = []
    for part in start.find_next_siblings():
        if part.name == "h2":
            break
        parts.append(part.text)
    return "\n".join(parts)


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("path", FORMS)
def test_public_form_sets_the_form_cookie_alone(client, path):
    assert [*client.get(path).cookies] == ["csrftoken"]


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize(
    ("prefix", "heading", "consent"),
    [
        ("", "Impulsen folgen", "Art. 6 Abs. 1 Buchst. a DSGVO"),
        ("/en", "Following impulses", "Art. 6(1)(a) GDPR"),
    ],
)
def test_privacy_page_tells_of_following(client, prefix, heading, consent):
    text = section(page_of(client.get(f"{prefix}/datenschutz/"), 200), heading)
    assert consent in text
    assert f" {CONFIRM_DAYS} " in text
    assert f" {settings.MAIL_KEEP_DAYS} " in text


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize(("prefix", "word"), [("", "Folgen"), ("/en", "following")])
def test_privacy_page_ties_no_cookie_to_signing_in_alone(client, prefix, word):
    cookies = section(page_of(client.get(f"{prefix}/datenschutz/"), 200), "Cookies")
    assert word in cookies
