"""Parts of an impulse: added, changed, moved on; never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from impulses.facts import public_facts
from impulses.models import Impulse, ImpulsePart, InternalEntry, PublicEntry
from impulses.reviews.clock import settle
from impulses.reviews.errors import ConflictError, StepError
from impulses.reviews.progress import opened, refuse_past, step_to
from impulses.reviews.timeline import record_internal, record_public

WRITTEN = [
    "title_de",
    "title_en",
    "measure_de",
    "measure_en",
    "responsible_unit",
    "due_on",
    "evidence_url",
]
# more would be no parts but another paper
MOST = 50


@transaction.atomic
def add_part(
    impulse: Impulse,
    values: Mapping[str, Any],
    *,
    by,
    text_de: str = "",
    text_en: str = "",
) -> ImpulsePart:
    """A part that is not started, after the others. `values`: some of `WRITTEN`.

    From the first one on the state of the impulse follows from its parts.
    """
    impulse = opened(impulse, by=by)
    before = public_facts(impulse)
    if impulse.parts.count() >= MOST:
        raise StepError(
            _("An impulse has at most %(number)s parts.") % {"number": MOST}
        )
    last = impulse.parts.aggregate(last=Max("position"))["last"]
    part = ImpulsePart(impulse=impulse, position=0 if last is None else last + 1)
    write(part, values)
    finish(impulse, part, before, by=by, text_de=text_de, text_en=text_en)
    return part


@transaction.atomic
def edit_part(
    part: ImpulsePart,
    values: Mapping[str, Any],
    version: int,
    *,
    by,
    text_de: str = "",
    text_en: str = "",
    link: str = "",
) -> ImpulsePart:
    """Change a part; with `state` among the values, move it on, too.

    Raises NotAllowedError, ConflictError for another version, StepError or
    ValidationError.
    """
    impulse = opened(part.impulse, by=by)
    part = ImpulsePart.objects.select_for_update().get(pk=part.pk)
    if part.version != version:
        raise ConflictError
    before = public_facts(impulse)
    state = values.get("state", part.state)
    if state != part.state:
        step_to(part.state, state, text_de)
        part.state = state
    part.version += 1
    write(part, values)
    words = {"text_de": text_de, "text_en": text_en, "link": link}
    finish(impulse, part, before, by=by, **words)
    return part


def write(part: ImpulsePart, values: Mapping[str, Any]) -> None:
    refuse_past(part.due_on, values.get("due_on"))
    for name in WRITTEN:
        if name in values:
            setattr(part, name, values[name])
    part.full_clean(exclude=["impulse", "responsible_unit"])
    part.save()


def finish(impulse: Impulse, part: ImpulsePart, before, *, by, **words: Any) -> None:
    settle(impulse)
    record_internal(impulse, InternalEntry.Kind.PART, by=by, text=part.title_de)
    record_public(impulse, PublicEntry.Kind.PART, by=by, before=before, **words)
