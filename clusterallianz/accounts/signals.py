"""What Django and allauth do with accounts, written to the audit log.

Signals, because both offer no other hook that every way of signing in passes.
"""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as others
from axes.utils import reset
from django.contrib.auth import get_user_model
from django.contrib.auth import signals as auth
from django.dispatch import receiver
from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy

from clusters.actions.audit import record
from clusters.models import AuditEntry

Action = AuditEntry.Action
CHANGES = {
    mfa.authenticator_added: pgettext_lazy("log", "set up"),
    mfa.authenticator_removed: pgettext_lazy("log", "switched off"),
}


def on(user, what):
    """A lazy text: it is kept in the language of the log."""
    return format_lazy("{}: {}", user.username, what)


@receiver(auth.user_logged_in)
def log_in(user, **kwargs):
    record(Action.LOGIN, by=user)


@receiver(auth.user_logged_out)
def log_out(user, **kwargs):
    # somebody whose session had ended already is nobody
    if user is not None:
        record(Action.LOGOUT, by=user)


@receiver(auth.user_login_failed)
def log_failure(credentials, **kwargs):
    """What was typed is kept only if it is an account's name: it may be a password."""
    name = credentials.get("username") or ""
    is_known = get_user_model().objects.filter(username=name).exists()
    record(Action.LOGIN_FAILED, about=name if is_known else "")


@receiver(mfa.authentication_failed)
def log_wrong_code(user, **kwargs):
    record(Action.LOGIN_FAILED, about=on(user, pgettext_lazy("log", "code")))


@receiver([account.password_changed, account.password_set])
def log_password(user, **kwargs):
    record(Action.PASSWORD, by=user, about=user.username)


@receiver(account.password_reset)
def log_reset(user, **kwargs):
    record(
        Action.PASSWORD, by=user, about=on(user, pgettext_lazy("log", "new by mail"))
    )
    # whoever has the mailbox need not wait for the end of a block
    reset(username=user.username)


@receiver(account.email_changed)
def log_email(user, **kwargs):
    record(Action.ACCOUNT, by=user, about=on(user, pgettext_lazy("log", "e-mail")))


@receiver([mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset])
def log_second_factor(signal, user, authenticator, **kwargs):
    what = CHANGES.get(signal, pgettext_lazy("log", "renewed"))
    things = {
        "totp": pgettext_lazy("log", "app"),
        "recovery_codes": pgettext_lazy("log", "recovery codes"),
    }
    thing = things.get(authenticator.type, authenticator.type)
    about = format_lazy("{}: {} {}", user.username, thing, what)
    record(Action.SECOND_FACTOR, by=user, about=about)


@receiver(others.social_account_added)
def log_connection(sociallogin, **kwargs):
    user = sociallogin.user
    record(
        Action.ACCOUNT,
        by=user,
        about=on(user, pgettext_lazy("log", "connected by OpenID Connect")),
    )
