"""What tests of answers write, send and compare."""

from datetime import date, timedelta

from django.utils import timezone

from clusters.models import OutgoingMail
from impulses.models import Answer, Impulse, InternalEntry, PublicEntry
from tests.reading import page_of

FORM = "/pruefung/impulse/7/antwort/"
PREVIEW = "/pruefung/impulse/7/antwort/vorschau/"
MARK = "Merkwort"
DAY = date(2031, 5, 2)
REASON = "Die Begründung nennt, was das Land übernimmt und was es offen lässt. " * 3
STEPS = {
    "publish": "veroeffentlichen",
    "schedule": "planen",
    "recall": "zurueckholen",
    "discard": "verwerfen",
}
TABLES = [
    Answer,
    Answer.authors.through,
    Impulse,
    PublicEntry,
    InternalEntry,
    OutgoingMail,
]


def values(**changed) -> dict:
    """What a coordinator types; all of it is needed for nothing but a full form."""
    return {
        "answer": "angenommen",
        "reason_de": "Das Land nimmt den Impuls an.",
        "reason_en": "The state accepts.",
        "responsible_unit": None,
        "next_step_de": "Gespräche führen",
        "next_step_en": "Talk",
        "due_on": None,
        "evidence_url": "https://example.org/beleg/",
    } | changed


def typed(**changed) -> dict:
    """The same as a form sends it."""
    pairs = values(**changed).items()
    return {name: "" if value is None else value for name, value in pairs}


def moment(**later) -> dict:
    """Day and time of a release, in Germany."""
    when = timezone.localtime() + timedelta(**later)
    return {"day": when.strftime("%d.%m.%Y"), "time": when.strftime("%H:%M")}


def stored() -> list:
    """Every row that a step could change."""
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def step_url(impulse, step: str) -> str:
    return f"/pruefung/impulse/{impulse.number}/schritt/{STEPS[step]}/"


def words(answer) -> str:
    return " ".join(page_of(answer).get_text(" ").split())


def replaced_in(answer) -> list[str]:
    return [item.text for item in page_of(answer).select(".replaced li")]
