"""What an answer must hold, and when it may come out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from impulses.lateness import days_late
from impulses.models import REASON_LENGTH, Answer, Impulse, ResponsibleUnit
from impulses.models.answers import NEEDS_REASON
from impulses.reviews.errors import StepError

# a typing error in the year must not hide an answer for ever
FURTHEST = timedelta(days=366)


def missing_letters(answer: str, reason: str) -> int:
    """How many characters the public reason lacks; blanks do not count."""
    if answer not in NEEDS_REASON:
        return 0
    return max(REASON_LENGTH - len("".join(reason.split())), 0)


def refuse_unfit(answer: str, reason: str, unit: ResponsibleUnit | None) -> None:
    """Raises ValidationError for a short reason, a closed unit, or both."""
    problems = {}
    missing = missing_letters(answer, reason)
    if missing:
        problems["reason_de"] = short_reason(answer, missing)
    if unit is not None and not unit.is_active:
        problems["responsible_unit"] = _(
            "This unit is closed. Please choose another one."
        )
    if problems:
        raise ValidationError(problems)


def short_reason(answer: str, missing: int) -> str:
    text = ngettext(
        "“%(answer)s” needs a public reason of at least %(least)s characters, blanks not"
        " counted: %(n)s is missing.",
        "“%(answer)s” needs a public reason of at least %(least)s characters, blanks not"
        " counted: %(n)s are missing.",
        missing,
    )
    label = Impulse.Answer(answer).label
    return text % {"answer": label, "least": REASON_LENGTH, "n": missing}


def refuse_time(publish_at: datetime) -> None:
    """Raises StepError for a time that is over, or further than `FURTHEST`."""
    now = timezone.now()
    if publish_at <= now:
        raise StepError(_("This time has passed already."))
    if publish_at > now + FURTHEST:
        raise StepError(_("This time is more than a year away."))


def refuse_releaser(account) -> None:
    """Raises StepError if the account was closed, or has lost the right meanwhile."""
    if not (account.is_active and account.has_perm("impulses.publish_answer")):
        raise StepError(
            _("Whoever released this answer may not publish any more: recall it.")
        )


def concerns(answer: Answer) -> list[str]:
    """What whoever releases it should know; none of it stops the publication."""
    found = []
    unit = answer.responsible_unit
    if unit is not None and not unit.is_active:
        found.append(_("The unit “%(unit)s” is closed.") % {"unit": unit.name})
    if answer.due_on and days_late(answer.due_on):
        day = date_format(answer.due_on)
        found.append(_("The day of the next step, %(day)s, is over.") % {"day": day})
    return found
