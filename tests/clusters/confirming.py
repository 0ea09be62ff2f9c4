"""What the tests of a link to check an entry share."""

from django.urls import reverse

from clusters.actions.requests import token_of
from clusters.models import (
    Cluster,
    Confirmation,
    ConfirmationRequest,
    OutgoingMail,
    Proposal,
)
from tests.reading import page_of

PAGES = ["confirm", "confirm-thanks", "confirm-handover", "confirm-section"]
RIGHT, CHANGE, LATER = "stimmt", "aendern", "spaeter"


def path(link, page="confirm", section="stammdaten"):
    """The address of a page behind a link, in the active language."""
    return address_of(token_of(link), page, section)


def address_of(token, page, section="stammdaten"):
    more = [section] if page == "confirm-section" else []
    return reverse(f"clusters:{page}", args=[token, *more])


def text(tag):
    return " ".join(tag.text.split())


def answer(client, link, **choices):
    return client.post(path(link), choices)


def entered(client, address, **changes):
    """What a browser sends of a form as it is shown, but for the changes."""
    form = page_of(client.get(address)).select_one("main form")
    data = {}
    for tag in form.select("input, textarea"):
        data[tag["name"]] = tag.get("value", "") if tag.name == "input" else tag.text
    for tag in form.select("select"):
        chosen = tag.select_one("option[selected]")
        data[tag["name"]] = chosen["value"] if chosen else ""
    return data | changes


def everything():
    """What any use of a link may change."""
    models = [Confirmation, Proposal, ConfirmationRequest, Cluster, OutgoingMail]
    return [list(model.objects.order_by("pk").values_list()) for model in models]
