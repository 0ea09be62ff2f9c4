"""Days on which somebody else does the work."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from impulses.models import Absence
from impulses.reviews.errors import NotAllowedError, StepError


@transaction.atomic
def enter_absence(account, deputy, from_on: date, until_on: date, *, by) -> Absence:
    """Own absences, or anybody's for a coordinator. Raises NotAllowedError, StepError."""
    require_own(account, by)
    if not deputy.has_perm("impulses.review") or not deputy.is_active:
        raise StepError(_("Only an active reviewer can stand in."))
    overlapping = account.absences.filter(from_on__lte=until_on, until_on__gte=from_on)
    if overlapping.exists():
        raise StepError(_("There is an absence in these days already."))
    absence = Absence(
        account=account, deputy=deputy, from_on=from_on, until_on=until_on
    )
    absence.full_clean()
    absence.save()
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by) -> None:
    """Whoever is back is no longer stood in for, from now on."""
    require_own(absence.account, by)
    absence.delete()


def require_own(account, by) -> None:
    if account.pk != by.pk and not by.has_perm("impulses.coordinate"):
        raise NotAllowedError
