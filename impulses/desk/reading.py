"""Why an account does not read what others have written about an impulse."""

from __future__ import annotations

from django.utils.translation import gettext as _

from impulses.models import Assessment, Impulse


def why_closed(impulse: Impulse, user) -> str:
    """A sentence; empty if it reads others' assessments, notes and internal entries."""
    if user.has_perm("impulses.read_internal", impulse):
        return ""
    own = impulse.assessments.current().of(user).first()
    if own is not None and own.kind == Assessment.Kind.CONFLICT:
        return _(
            "Because of your conflict of interest you do not read what others write."
        )
    if user.has_perm("impulses.assess", impulse):
        return _("You read what others write as soon as your own assessment is saved.")
    return _("Only those who have saved an own assessment read what others write.")
