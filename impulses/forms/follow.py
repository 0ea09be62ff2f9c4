"""Asking to be told of changes by mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.forms.open import OpenForm


class FollowForm(OpenForm):
    scope = "follow"
    mails_the_sender = True
    mail_scope = "mail-follow"
    # the only field needs no "optional"
    is_optional = True

    email = forms.EmailField(
        label=_("Your e-mail address"),
        # as long as the column
        max_length=254,
        help_text=_("Used for nothing else, and deleted when you stop following."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
