"""The pages of the second factor, and what tests ask about them."""

from clusters.models import AuditEntry
from tests.reading import page_of

from .conftest import totp_code

SET_UP = "/konto/zweiter-faktor/einrichten/"
CODE = "/konto/code/"
WRONG = [
    "Code der App oder ein Ersatzcode: Dieser Code stimmt nicht, oder er wurde schon benutzt."
]


def errors(answer) -> list[str]:
    return [item.text.strip() for item in page_of(answer).select(".error-summary li")]


def log() -> list[str]:
    entries = AuditEntry.objects.filter(action=AuditEntry.Action.SECOND_FACTOR)
    return list(entries.order_by("pk").values_list("about", flat=True))


def set_up(client) -> str:
    """Goes through the page as one does; returns the key."""
    key = page_of(client.get(SET_UP)).select_one(".key code").text
    answer = client.post(SET_UP, {"code": totp_code(key)})
    assert answer["Location"] == "/konto/ersatzcodes/"
    return key
