"""Days on which somebody else does the work."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from impulses.models import Absence
from impulses.people import name_of
from impulses.reviews.assignments import assignable
from impulses.reviews.errors import NotAllowedError, StepError


@transaction.atomic
def enter_absence(account, deputy, from_on: date, until_on: date, *, by) -> Absence:
    """Own absences, or anybody's for a coordinator. Raises NotAllowedError, StepError."""
    require_own(account, by)
    # two at once must not overlap
    account = get_user_model().objects.select_for_update().get(pk=account.pk)
    if not assignable().filter(pk=deputy.pk).exists():
        raise StepError(_("Only an active reviewer can stand in."))
    if until_on < timezone.localdate():
        raise StepError(_("These days are over."))
    overlapping = account.absences.filter(from_on__lte=until_on, until_on__gte=from_on)
    if overlapping.exists():
        raise StepError(_("There is an absence in these days already."))
    away = deputy.absences.filter(from_on__lte=until_on, until_on__gte=from_on)
    if away.exists():
        raise StepError(
            _("%(name)s is absent in these days, too.") % {"name": name_of(deputy)}
        )
    absence = Absence(
        account=account, deputy=deputy, from_on=from_on, until_on=until_on
    )
    absence.full_clean()
    absence.save()
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by) -> None:
    """Whoever is back is no longer stood in for, from now on.

    The days that are over stay: on them the deputy spoke for the account.
    """
    require_own(absence.account, by)
    today = timezone.localdate()
    if absence.from_on >= today:
        absence.delete()
    elif absence.until_on >= today:
        absence.until_on = today - timedelta(days=1)
        absence.save(update_fields=["until_on"])


def require_own(account, by) -> None:
    if account.pk != by.pk and not by.has_perm("impulses.coordinate"):
        raise NotAllowedError
