"""The log of sign-ins and rights: a list to read, and nothing else."""

from django.contrib import admin
from django.urls import path

from clusters.models import AuditEntry

from .base import HonestAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(HonestAdmin):
    list_display = ["created_at", "action", "account", "about"]
    list_display_links = None
    list_filter = ["action", "created_at"]
    list_select_related = ["account"]
    list_per_page = 100
    search_fields = ["account__username", "about"]
    show_full_result_count = False
    actions = None

    def changelist_view(self, request, extra_context=None):
        # nothing is to be selected here
        title = {"title": self.opts.verbose_name_plural.capitalize()}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_urls(self):
        """The list alone: nothing adds, changes or deletes an entry."""
        page = self.admin_site.admin_view(self.changelist_view)
        return [path("", page, name="clusters_auditentry_changelist")]

    def lookup_allowed(self, lookup, value, request) -> bool:
        is_of_a_time = lookup in ("created_at__gte", "created_at__lt")
        return is_of_a_time or super().lookup_allowed(lookup, value, request)

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("clusters.read_audit_log")

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
