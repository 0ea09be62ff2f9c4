"""Accounts: the office makes and changes them, but never gives itself more power."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from clusterallianz.listing import refuse_zero_bytes
from clusters.roles import OFFICE

admin.site.unregister(User)


def has_more_power(user) -> bool:
    """Whether an account may do what the office may not."""
    return (
        user.is_superuser
        or user.groups.exclude(name=OFFICE).exists()
        or user.user_permissions.exists()
    )


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Superusers are made on the command line only, by `createsuperuser`.

    They alone put accounts into the groups of the ministry and change those accounts:
    with a new password the office would be what it may not be.
    """

    list_display = ["username", "email", "last_name", "is_staff", "is_active"]
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

    def changelist_view(self, request, extra_context=None):
        refuse_zero_bytes(request.GET)
        return super().changelist_view(request, extra_context)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404(object_id)
