"""Accounts: the office makes and changes them, but never gives itself more power."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.actions.accounts import has_more_power, notify, reset_second_factor
from clusters.actions.audit import record
from clusters.actions.managers import only_led_by
from clusters.models import AuditEntry
from clusters.roles import OFFICE

from .base import HonestLists

admin.site.unregister(User)


class AccountForm(UserChangeForm):
    def clean_email(self) -> str:
        """One mailbox, one account: by it one signs in and gets a new password."""
        email = self.cleaned_data["email"]
        others = User.objects.exclude(pk=self.instance.pk)
        if email and others.filter(email__iexact=email).exists():
            raise ValidationError(_("Another account has this e-mail address."))
        return email


@admin.register(User)
class AccountAdmin(HonestLists, UserAdmin):
    """Superusers are made on the command line only, by `createsuperuser`.

    They alone put accounts into the groups of the ministry and change those accounts:
    with a new password the office would be what it may not be.
    """

    form = AccountForm
    list_display = [
        "username",
        "email",
        "last_name",
        "is_staff",
        "is_active",
        "second_factor",
    ]
    actions = ["take_second_factor"]
    list_filter = ["is_staff", "is_active", "groups"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (
            None,
            {
                "description": _("A name for the login; the password is never shown."),
                "fields": ("username", "password"),
            },
        ),
        (
            _("Person or role"),
            {
                "description": _("A role is enough; a name is not needed."),
                "fields": (("first_name", "last_name"), "email"),
            },
        ),
        (
            _("Rights"),
            {
                "description": _(
                    "Managers need no group: they are named at their cluster. Only a"
                    " superuser puts accounts into the groups of the ministry."
                ),
                "fields": (("is_active", "is_staff"), "groups"),
            },
        ),
        (
            _("Dates"),
            {
                "description": _("Filled in by the system."),
                "fields": (("last_login", "date_joined"),),
            },
        ),
    ]

    def has_change_permission(self, request, obj=None) -> bool:
        may_change = super().has_change_permission(request, obj)
        if obj is None or request.user.is_superuser:
            return may_change
        return may_change and not has_more_power(obj)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple()
            if not request.user.is_superuser:
                kwargs["queryset"] = Group.objects.filter(name=OFFICE)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request):
        apps = Authenticator.objects.filter(user=OuterRef("pk"), type="totp")
        return super().get_queryset(request).annotate(has_second=Exists(apps))

    @admin.display(description=_("second factor"), boolean=True, ordering="has_second")
    def second_factor(self, obj) -> bool:
        return obj.has_second

    def has_delete_permission(self, request, obj=None) -> bool:
        """Accounts are closed: the log and the histories name them."""
        return False

    @admin.action(description=_("Take the second factor away"), permissions=["change"])
    def take_second_factor(self, request, queryset):
        done, refused = 0, []
        for user in queryset:
            try:
                reset_second_factor(user, by=request.user)
                done += 1
            except PermissionDenied:
                refused.append(user.username)
        if done:
            text = _("Second factor taken away: %(number)s.") % {"number": done}
            self.message_user(request, text, messages.SUCCESS)
        if refused:
            text = _("Only a superuser may do this with: %(names)s.")
            names = {"names": ", ".join(refused)}
            self.message_user(request, text % names, messages.ERROR)

    # what changes goes to the log

    def user_change_password(self, request, id, form_url=""):
        user = self.get_object(request, id)
        old = user.password if user else None
        response = super().user_change_password(request, id, form_url)
        if user is not None:
            user.refresh_from_db(fields=["password"])
            if user.password != old:
                tell_new_password(user, by=request.user)
        return response

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            # else the old mailbox could still ask for a new password
            EmailAddress.objects.filter(user=obj).delete()
        changed = [name for name in form.changed_data if name != "groups"]
        if changed or not change:
            what = ", ".join(changed) if change else pgettext_lazy("log", "made")
            about = format_lazy("{}: {}", obj.username, what)
            record(AuditEntry.Action.ACCOUNT, by=request.user, about=about)
        if "is_active" in form.changed_data and not obj.is_active:
            self.warn_of_closing(request, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "groups" in form.changed_data:
            names = ", ".join(form.instance.groups.values_list("name", flat=True))
            about = f"{form.instance.username}: {names or '-'}"
            record(AuditEntry.Action.RIGHTS, by=request.user, about=about)

    def warn_of_closing(self, request, obj) -> None:
        left = [cluster.short_name for cluster in only_led_by(obj)]
        if left:
            text = _(
                "Nobody leads these entries any longer: %(names)s. Invite somebody on"
                " their page “Managers”."
            )
            names = {"names": ", ".join(left)}
            self.message_user(request, text % names, messages.WARNING)


def tell_new_password(user, *, by) -> None:
    record(AuditEntry.Action.PASSWORD, by=by, about=user.username)
    if user.email:
        notify(user.email, str(_("Your password was changed.")))
