"""What an account's owner is told, and taking a second factor away."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from clusterallianz.addresses import full_address
from clusters.actions.audit import record
from clusters.mail.queue import queue_mail
from clusters.models import AuditEntry
from clusters.roles import OFFICE


class AccountNotAllowedError(PermissionDenied):
    """This account may not do that with the other one; a view answers 403."""


def has_more_power(user) -> bool:
    """Whether an account may do what the office may not."""
    return (
        user.is_superuser
        or user.groups.exclude(name=OFFICE).exists()
        or user.user_permissions.exists()
    )


def may_reset_second_factor(user, *, by) -> bool:
    """A superuser for everybody, the office for those without a role beside it."""
    if by.is_superuser:
        return True
    is_manager = not user.is_superuser and not user.groups.exists()
    return is_manager and not has_more_power(user) and by.has_perm("auth.change_user")


@transaction.atomic
def reset_second_factor(user, *, by=None) -> None:
    """Take the second factor and the recovery codes away, and tell the owner.

    `by` is None on the command line. Raises AccountNotAllowedError.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if by is not None and not may_reset_second_factor(user, by=by):
        raise AccountNotAllowedError(user)
    Authenticator.objects.filter(user=user).delete()
    record(
        AuditEntry.Action.SECOND_FACTOR,
        by=by,
        about=format_lazy("{}: {}", user.username, pgettext_lazy("log", "taken away")),
    )
    if user.email:
        notify(user.email, _("Your second factor was taken away."))


def notify(email: str, notice: str) -> None:
    """Tell the owner of a mailbox what changed, and what to do if it was somebody else."""
    url = full_address(reverse("account_reset_password"))
    facts = {"notice": notice, "url": url}
    queue_mail("account-notice", email, facts, language=get_language() or "de")
