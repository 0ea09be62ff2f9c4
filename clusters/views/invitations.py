"""The link of an invitation: opening it changes nothing, a button does."""

from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import UserCreationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.actions.invitations import (
    InvitationOverError,
    OtherMailboxError,
    accept,
    accept_with_new_account,
    accounts_of,
    invitation_of,
    is_valid,
)
from clusters.models import Invitation
from clusters.private import private_page

BACKEND = "django.contrib.auth.backends.ModelBackend"


class NewAccountForm(UserCreationForm):
    """A name and a password; the mailbox is that of the invitation."""

    class Meta:
        model = get_user_model()
        fields = ["username"]

    def clean_username(self) -> str:
        """A name like a mailbox would be taken for the account of that mailbox."""
        name = super().clean_username()
        if name and "@" in name and name.lower() != self.instance.email.lower():
            raise ValidationError(_("A name with @ can only be your own mailbox."))
        return name

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        # the check of the password compares it with the mailbox
        self.instance.email = email
        name, first, second = (
            self.fields[key] for key in ("username", "password1", "password2")
        )
        name.label = gettext_lazy("User name")
        name.help_text = gettext_lazy(
            "For signing in. It may name a role, such as cluster-office, and need not"
            " name you. Letters, digits and @ . + - _"
        )
        # the first field of a form is not where the reading begins
        name.widget.attrs |= {"autocomplete": "username", "autofocus": False}
        first.label = gettext_lazy("Password")
        first.help_text = gettext_lazy(
            "At least eight characters, no common word, and not your name."
        )
        second.label = gettext_lazy("The password again")
        second.help_text = ""


@private_page
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = invitation_of(token)
    if found is None or not is_valid(found):
        return over(request, found)
    if request.user.is_authenticated:
        return with_account(request, found, request.user)
    if accounts_of(found).exists():
        context = {"invitation": found, "step": "sign-in"}
        return render(request, "clusters/invitation.html", context)
    return with_new_account(request, found)


def with_account(request: HttpRequest, found: Invitation, user) -> HttpResponse:
    if request.method == "POST":
        try:
            accept(found, user)
        except InvitationOverError:
            found.refresh_from_db()
            return over(request, found)
        return welcome(request, found)
    is_theirs = user.email.lower() == found.email.lower()
    context = {"invitation": found, "step": "accept" if is_theirs else "other"}
    return render(request, "clusters/invitation.html", context)


def with_new_account(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewAccountForm(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():
        name, password = form.cleaned_data["username"], form.cleaned_data["password1"]
        try:
            user = accept_with_new_account(found, name, password)
        except (InvitationOverError, OtherMailboxError):
            # a second window was quicker
            found.refresh_from_db()
            return over(request, found)
        login(request, user, backend=BACKEND)
        request.session.set_expiry(0)
        return welcome(request, found)
    context = {"invitation": found, "step": "new", "form": form}
    return render(request, "clusters/invitation.html", context)


def welcome(request: HttpRequest, found: Invitation) -> HttpResponse:
    text = _("Welcome. You keep the entry of %(name)s from now on.")
    messages.success(request, text % {"name": found.cluster.short_name})
    return redirect(reverse("admin:clusters_cluster_change", args=[found.cluster_id]))


def over(request: HttpRequest, found: Invitation | None) -> HttpResponse:
    """Says why the link no longer works, and what to do about it."""
    context = {"invitation": found}
    return render(request, "clusters/invitation_over.html", context, status=410)
