"""Parts of an impulse: added, changed, moved on, put in order; never deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import renew_edition
from impulses.facts import Facts, public_facts
from impulses.models import Impulse, ImpulsePart, InternalEntry, PublicEntry
from impulses.reviews.clock import settle
from impulses.reviews.errors import ConflictError, StepError
from impulses.reviews.progress import (
    kind_of,
    opened,
    require_words,
    step_to,
    take_over,
)
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
    """A part after the others. `values`: some of `WRITTEN`, and a `state` that can
    follow "not started" if it is not that.

    From the first one on the state of the impulse follows from its parts. Raises
    NotAllowedError, StepError or ValidationError.
    """
    impulse = opened(impulse, by=by)
    before = public_facts(impulse)
    if impulse.parts.count() >= MOST:
        raise StepError(
            _("An impulse has at most %(number)s parts.") % {"number": MOST}
        )
    last = impulse.parts.aggregate(last=Max("position"))["last"]
    part = ImpulsePart(impulse=impulse, position=0 if last is None else last + 1)
    write(part, values, text_de)
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
) -> ImpulsePart:
    """Change a part; with a `state` among the values, move it on, too.

    What changes nothing and says nothing leaves no trace. Raises NotAllowedError,
    ConflictError for another version, StepError or ValidationError.
    """
    impulse = opened(part.impulse, by=by)
    part = impulse.parts.select_for_update().get(pk=part.pk)
    if part.version != version:
        raise ConflictError
    before = public_facts(impulse)
    changed = write(part, values, text_de)
    if changed or text_de:
        finish(
            impulse,
            part,
            before,
            by=by,
            kind=kind_of(changed, PublicEntry.Kind.PART),
            text_de=text_de,
            text_en=text_en,
            link=part.evidence_url if "evidence_url" in changed else "",
        )
    return part


@transaction.atomic
def reorder(impulse: Impulse, pks: Sequence[int], *, by) -> None:
    """Put the parts in this order. Raises NotAllowedError, or ConflictError unless these
    are all the parts that there are."""
    impulse = opened(impulse, by=by)
    parts = {part.pk: part for part in impulse.parts.all()}
    if sorted(parts) != sorted(pks):
        raise ConflictError
    for position, pk in enumerate(pks):
        parts[pk].position = position
    ImpulsePart.objects.bulk_update(parts.values(), ["position"])
    renew_edition()
    text = gettext_lazy("put in another order")
    record_internal(impulse, InternalEntry.Kind.PART, by=by, text=text)


def write(part: ImpulsePart, values: Mapping[str, Any], words: str) -> list[str]:
    """Save the part; the names of what is new to it. If nothing is, it stays as it was."""
    state = values.get("state") or part.state
    changed = take_over(part, values, WRITTEN)
    if state != part.state:
        step_to(part.state, state, words)
        part.state = state
        changed.append("state")
    if changed:
        part.version += 1 if part.pk else 0
        part.full_clean(exclude=["impulse", "responsible_unit"])
        part.save()
    return changed


def finish(
    impulse: Impulse,
    part: ImpulsePart,
    before: Facts,
    *,
    by,
    kind: str = PublicEntry.Kind.PART,
    text_de: str = "",
    **words: Any,
) -> None:
    """Derive the whole anew and write both entries."""
    settle(impulse)
    # a new part may take an impulse back from an end that no part left
    require_words(before["implementation"], impulse.implementation, text_de)
    record_internal(impulse, InternalEntry.Kind.PART, by=by, text=part.title_de)
    record_public(impulse, kind, by=by, before=before, text_de=text_de, **words)
