"""Changing what impulses are assessed by; every change says who made it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clusterallianz.text import german_slug
from impulses.models import SCALE, Criterion, CriterionChange
from impulses.reviews.errors import ConflictError
from impulses.reviews.permission import require_coordinator

FIELDS = [
    "name_de",
    "name_en",
    "help_de",
    "help_en",
    "words_de",
    "words_en",
    "weight",
    "position",
    "is_active",
]
SLUG_LENGTH = 80


@transaction.atomic
def add_criterion(values: dict[str, Any], *, by) -> Criterion:
    """A new criterion from values of FIELDS.

    Raises NotAllowedError, ValidationError, or ConflictError if two of one name are added
    at once.
    """
    require_coordinator(by)
    criterion = Criterion(slug=free_slug(values["name_de"]), **values)
    try:
        with transaction.atomic():
            save(criterion, {name: [None, values[name]] for name in FIELDS}, by=by)
    except IntegrityError as error:
        raise ConflictError from error
    return criterion


@transaction.atomic
def change_criterion(
    criterion: Criterion, values: dict[str, Any], *, by, version: int
) -> Criterion:
    """Store new values of FIELDS. `version`: of what was seen.

    Raises NotAllowedError, ConflictError or ValidationError.
    """
    require_coordinator(by)
    criterion = Criterion.objects.select_for_update().get(pk=criterion.pk)
    if criterion.version != version:
        raise ConflictError
    changes = {
        name: [getattr(criterion, name), values[name]]
        for name in FIELDS
        if getattr(criterion, name) != values[name]
    }
    for name, (_before, after) in changes.items():
        setattr(criterion, name, after)
    if changes:
        save(criterion, changes, by=by)
    return criterion


def save(criterion: Criterion, changes: dict[str, list], *, by) -> None:
    for words in (criterion.words_de, criterion.words_en):
        if len([line for line in words.splitlines() if line.strip()]) != len(SCALE):
            raise ValidationError(_("Each value from 0 to 4 needs its words."))
    # whether the slug is free, the database says
    criterion.full_clean(validate_unique=False)
    criterion.save()
    CriterionChange.objects.create(criterion=criterion, by=by, changes=changes)


def free_slug(name: str) -> str:
    """A slug for a new criterion that no other one has."""
    stem = german_slug(name)[: SLUG_LENGTH - 4] or "kriterium"
    taken = set(Criterion.objects.values_list("slug", flat=True))
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in names if slug not in taken)
