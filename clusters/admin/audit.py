"""The log of sign-ins and rights: a list to read, and nothing else."""

from django.contrib import admin
from django.urls import path

from clusters.models import AuditEntry

from .base import ReadOnlyList


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyList):
    read_permission = "clusters.read_audit_log"
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
