"""Where allauth asks what this site wants."""

import time

import qrcode
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib.auth import get_user_model
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clusterallianz.addresses import client_address, full_address
from clusters.actions.accounts import notify
from clusters.actions.audit import record
from clusters.mail.queue import queue_mail
from clusters.models import AuditEntry

RESET = "account/email/password_reset_key"
# seconds in which one account gets one link for a new password, however often asked
RESET_EVERY = 300
WRONG = gettext_lazy("This name and this password do not belong together.")
TOO_MANY = gettext_lazy("That was too often. Wait five minutes, then try again.")
WRONG_CODE = gettext_lazy("This code is not right, or it was used already.")
# allauth's mails that only tell what happened
NOTICES = {
    "account/email/password_changed": gettext_lazy("Your password was changed."),
    "account/email/password_reset": gettext_lazy("Your password was changed."),
    "account/email/password_set": gettext_lazy("Your password was changed."),
    "account/email/email_changed": gettext_lazy("Your e-mail address was changed."),
    "account/email/account_already_exists": gettext_lazy(
        "Somebody wanted to use your e-mail address for another account."
    ),
    "socialaccount/email/account_connected": gettext_lazy(
        "You can sign in by your organisation now."
    ),
    "mfa/email/totp_activated": gettext_lazy("Your second factor was set up."),
    "mfa/email/totp_deactivated": gettext_lazy("Your second factor was switched off."),
    "mfa/email/recovery_codes_generated": gettext_lazy(
        "You got new recovery codes; the old ones no longer work."
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_password": gettext_lazy("This password is not right."),
        "enter_current_password": gettext_lazy("This is not your current password."),
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def pre_authenticate(self, request, **credentials) -> None:
        """Without allauth's limit: axes counts, by name and client address."""

    def get_client_ip(self, request) -> str:
        return client_address(request) or "unknown"

    def is_ajax(self, request) -> bool:
        return False

    def is_safe_url(self, url) -> bool:
        """Only addresses of the host that was asked."""
        return url_has_allowed_host_and_scheme(
            url, {self.request.get_host()}, require_https=self.request.is_secure()
        )

    def is_reauthentication_required(self, *, app, **kwargs) -> bool:
        """Not from somebody who signed in a moment ago."""
        records = get_authentication_records(self.request, self.request.user)
        age = time.time() - records[-1]["at"] if records else float("inf")
        is_recent = age < app_settings.REAUTHENTICATION_TIMEOUT
        return not is_recent and super().is_reauthentication_required(app=app)

    def get_login_redirect_url(self, request) -> str:
        """Whoever only assesses and answers works in an area of its own."""
        user = request.user
        if user.has_perm("impulses.review") and not user.has_module_perms("clusters"):
            return reverse("impulses:work")
        return super().get_login_redirect_url(request)

    def get_logout_redirect_url(self, request) -> str:
        return reverse("home")

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("mfa_index")

    def get_reset_password_from_key_url(self, key) -> str:
        user, _hyphen, secret = key.partition("-")
        name = "account_reset_password_from_key"
        return full_address(reverse(name, args=[user, secret]))

    def get_email_confirmation_url(self, request, emailconfirmation) -> str:
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        return full_address(path)

    def get_email_verification_redirect_url(self, email_address) -> str:
        return reverse("mfa_index")

    def send_password_reset_mail(self, user, email, context) -> None:
        """One mail in five minutes, to the mailbox as the account names it."""
        moment = int(time.time()) // RESET_EVERY
        state = f"{user.pk}|{user.password}|{user.last_login}|{moment}"
        mail = queue_mail(
            "account-password-reset",
            user.email,
            {"user": user, "url": context["password_reset_url"]},
            language=get_language() or "de",
            key=f"reset-{salted_hmac('accounts.reset', state).hexdigest()}",
            at_once=False,
        )
        waiting = getattr(self.request, "mails_for_later", [])
        self.request.mails_for_later = [*waiting, mail.pk]

    def send_mail(self, template_prefix, email, context) -> None:
        """What allauth would say besides, the page says."""
        if template_prefix in NOTICES:
            notify(email, str(NOTICES[template_prefix]))
        elif template_prefix == "account/email/email_confirmation":
            facts = {"user": context["user"], "url": context["activate_url"]}
            language = get_language() or "de"
            queue_mail("account-confirm-email", email, facts, language=language)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def get_totp_label(self, user) -> str:
        return user.get_username()

    def build_totp_svg(self, url: str) -> str:
        """A picture for the page itself: the policy allows no `data:` addresses."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        dots = [
            (x, y) for y, row in enumerate(rows) for x, dot in enumerate(row) if dot
        ]
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
            '<path d="{2}"/></svg>',
            len(rows),
            _("QR code for the app; below is the same key as text"),
            "".join(f"M{x} {y}h1v1h-1z" for x, y in dots),
        )


class OidcAdapter(DefaultSocialAccountAdapter):
    """Another organisation vouches for an account that is here already."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            # an account would belong to whoever is signed in there
            raise ImmediateHttpResponse(redirect("mfa_index"))
        if sociallogin.is_existing:
            return
        user = account_of(sociallogin)
        if user is None:
            record(AuditEntry.Action.LOGIN_FAILED, about="OIDC")
            raise ImmediateHttpResponse(redirect("socialaccount_login_error"))
        sociallogin.connect(request, user)


def account_of(sociallogin):
    """The one open account with a mailbox that the other side has verified, or None."""
    verified = [a.email for a in sociallogin.email_addresses if a.verified is True]
    users = get_user_model().objects.filter(is_active=True)
    found = [u for email in verified for u in users.filter(email__iexact=email)[:2]]
    return found[0] if len(found) == 1 else None
