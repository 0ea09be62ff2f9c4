"""Responsible units: added, renamed, closed; never deleted."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clusterallianz.text import german_slug
from clusters.models import renew_edition
from impulses.models import ResponsibleUnit
from impulses.reviews.errors import ConflictError, StepError
from impulses.reviews.permission import require_coordinator

FIELDS = ["name_de", "name_en", "mailbox", "is_active", "position"]


@transaction.atomic
def save_unit(unit: ResponsibleUnit, version: int = 0, *, by) -> ResponsibleUnit:
    """Add or change a unit that passed its form; the slug of a new one is its name's.

    Raises NotAllowedError; ValidationError for the name of another one; ConflictError if
    two of one name are added at once, or if the stored unit has another `version` than
    was looked at.
    """
    require_coordinator(by)
    stored = None
    if not unit.pk:
        unit.slug = free_slug(unit.name_de)
    else:
        stored = ResponsibleUnit.objects.select_for_update().get(pk=unit.pk)
        if stored.version != version:
            raise ConflictError
        if all(getattr(unit, name) == getattr(stored, name) for name in FIELDS):
            return stored
        unit.version = version + 1
    refuse_double(unit, stored)
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError as error:
        raise ConflictError from error
    renew_edition()
    return unit


def refuse_double(unit: ResponsibleUnit, stored: ResponsibleUnit | None) -> None:
    """Raises ValidationError for a new name that another unit has in the same language;
    case and blanks make no difference."""
    problems = {}
    others = list(ResponsibleUnit.objects.exclude(pk=unit.pk))
    for name in ("name_de", "name_en"):
        wanted = folded(getattr(unit, name))
        if stored and folded(getattr(stored, name)) == wanted:
            # two of before this rule can still be changed, and closed
            continue
        found = next((u for u in others if folded(getattr(u, name)) == wanted), None)
        if wanted and found:
            problems[name] = (
                _("There is a unit of this name already.")
                if found.is_active
                else _("A closed unit has this name: put it into use again instead.")
            )
    if problems:
        raise ValidationError(problems)


def folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def free_slug(name: str) -> str:
    slug = german_slug(name, 70) or "stelle"
    rows = ResponsibleUnit.objects
    for number in range(1, 100):
        wanted = slug if number == 1 else f"{slug}-{number}"
        if not rows.filter(slug=wanted).exists():
            return wanted
    raise StepError(_("There are too many units of this name."))
