"""What our sources leave open about the impulses, in the active language."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from clusters.models import Certainty
from impulses.models import Impulse


def about_assignment(impulse: Impulse) -> str:
    """Empty where the paper itself says it."""
    if impulse.assignment_certainty == Certainty.LIKELY:
        return _(
            "Our own assignment (likely); the paper's own is not public in our sources."
        )
    if impulse.assignment_certainty == Certainty.OPEN:
        return _(
            "Our own assignment (open); the paper's own is not public in our sources."
        )
    return ""


def about_list(impulses: Collection[Impulse]) -> list[str]:
    """What whoever reads these impulses without their pages has to know."""
    said = []
    if any(impulse.wording == Impulse.Wording.SUBJECT for impulse in impulses):
        said.append(
            _(
                "Where only the subject is recorded, the wording and the printed number"
                " are not public in our sources; the number is then a working number."
            )
        )
    if any(about_assignment(impulse) for impulse in impulses):
        said.append(
            _(
                "Drivers, services and addressees are mostly our own assignment; each"
                " impulse says so."
            )
        )
    if impulses and not any(impulse.has_outcome for impulse in impulses):
        said.append(about_states())
    return said


def about_states() -> str:
    """Of impulses of which nothing has been recorded since the paper."""
    return _(
        "Every impulse starts as open and not started. No answer of the ministry is"
        " documented in our sources so far."
    )
