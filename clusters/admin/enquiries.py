"""The inbox of a cluster; the office sees how late answers are, never what was asked."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clusters.actions.reminders import limit_of, waiting_days
from clusters.models import EnquiryThread
from clusters.rules import managed_by

from .base import HonestAdmin
from .inbox import STEP_FORMS, take_step, thread_page
from .lateness import lateness


@admin.register(EnquiryThread)
class EnquiryThreadAdmin(HonestAdmin):
    """Read and changed by the steps of `clusters.actions.enquiries` alone."""

    list_display = ["number", "subject", "age", "state", "cluster"]
    list_display_links = ["number", "subject"]
    list_filter = ["state"]
    list_select_related = ["enquiry", "cluster"]
    list_per_page = 50
    search_fields = ["enquiry__number", "enquiry__subject", "enquiry__need"]
    actions = None

    class Media:
        css = {"all": ["clusterallianz/css/inbox.css"]}

    def get_queryset(self, request):
        # not the admin's own rows: it orders them by what is annotated only here
        threads = EnquiryThread.objects.readable_by(request.user)
        return threads.select_related("enquiry", "cluster").by_urgency()

    def get_ordering(self, request):
        return ["turn", "waiting_since", "pk"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_urls(self):
        site = self.admin_site
        return [
            path(
                "overview/",
                site.admin_view(self.overview_view),
                name="clusters_enquirythread_overview",
            ),
            path(
                "<int:pk>/step/<slug:step>/",
                site.admin_view(self.step_view),
                name="clusters_enquirythread_step",
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        is_office = request.user.has_perm("clusters.oversee_enquiries")
        if is_office and not managed_by(request.user):
            return redirect("admin:clusters_enquirythread_overview")
        context = {"title": _("Enquiries"), "is_office": is_office}
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        thread = self.get_object(request, object_id)
        if thread is None:
            raise Http404(object_id)
        return thread_page(request, thread, self.page_context(request))

    def step_view(self, request, pk: int, step: str):
        """One of the steps, by POST; a refused one shows the page again."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        thread = get_object_or_404(self.get_queryset(request), pk=pk)
        if step not in STEP_FORMS:
            raise Http404(step)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        outcome = take_step(request, thread, step)
        if outcome.refused is not None:
            context = self.page_context(request)
            return thread_page(request, thread, context, outcome=outcome)
        level = messages.SUCCESS if outcome.is_done else messages.WARNING
        self.message_user(request, outcome.text, level)
        return redirect(reverse("admin:clusters_enquirythread_change", args=[pk]))

    def overview_view(self, request):
        """Numbers and ages by cluster, without a word of what firms wrote."""
        if not request.user.has_perm("clusters.oversee_enquiries"):
            raise PermissionDenied
        context = self.page_context(request) | {
            "title": _("How quickly clusters answer"),
            "rows": lateness(),
        }
        page = "admin/clusters/enquirythread/overview.html"
        return TemplateResponse(request, page, context)

    def page_context(self, request) -> dict:
        return self.admin_site.each_context(request) | {"opts": self.opts}

    @admin.display(description=_("number"), ordering="enquiry__number")
    def number(self, obj) -> str:
        return obj.enquiry.number

    @admin.display(description=_("subject"), ordering="enquiry__subject")
    def subject(self, obj) -> str:
        return obj.enquiry.subject

    @admin.display(description=_("waiting for"), ordering="waiting_since")
    def age(self, obj) -> str:
        if not obj.is_unanswered:
            return "–"
        days = waiting_days(obj, timezone.now())
        text = ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
        return _("%(age)s – late") % {"age": text} if limit_of(days) else text
