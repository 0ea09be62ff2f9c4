"""allauth's forms with words of ours, and what they leave open closed."""

from allauth.account.forms import AddEmailForm
from allauth.account.forms import LoginForm as BaseLoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

# seconds; a code is right for three periods of thirty
CODE_LIFE = 90


def username_of(login: str) -> str:
    """The name of the account that somebody means by a name or by a mailbox.

    What belongs to nobody, or to several, is returned as it is.
    """
    if "@" not in login:
        return login
    # a mailbox counts before a name that looks like one: names are free to choose
    users = get_user_model().objects.filter(email__iexact=login)
    by_mailbox = users.values_list("username", flat=True)
    names = list(by_mailbox[:2])
    return names[0] if len(names) == 1 else login


class LoginForm(BaseLoginForm):
    """Name or e-mail address; failures count by the account's name, whichever it was."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("User name or e-mail address")
        # no name is longer, and the record of failures holds no more
        login.validators.append(MaxLengthValidator(254))
        login.widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "maxlength": "254",
        }
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password"}

    def user_credentials(self) -> dict:
        return {
            "username": username_of(self.cleaned_data["login"]),
            "password": self.cleaned_data["password"],
        }


class EmailForm(AddEmailForm):
    def clean_email(self) -> str:
        email = super().clean_email()
        if get_user_model().objects.filter(email__iexact=email).exists():
            raise ValidationError(_("Another account has this e-mail address."))
        return email


class OnceMixin:
    """A code works once, for as long as it would be right."""

    def clean_code(self) -> str:
        code = super().clean_code()  # type: ignore[misc]
        digits = "".join(filter(str.isalnum, code))
        key = f"second-factor-{self.user.pk}-{digits}"  # type: ignore[attr-defined]
        if not cache.add(key, True, CODE_LIFE):
            raise get_adapter().validation_error("incorrect_code")
        return code


def plain_code(field, label) -> None:
    field.label = label
    field.validators.append(MaxLengthValidator(40))
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "maxlength": "40",
    }


class CodeForm(OnceMixin, AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain_code(self.fields["code"], _("Code of the app, or a recovery code"))


class CodeAgainForm(OnceMixin, ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain_code(self.fields["code"], _("Code of the app, or a recovery code"))


class ActivateForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain_code(self.fields["code"], _("The six digits that the app shows"))
