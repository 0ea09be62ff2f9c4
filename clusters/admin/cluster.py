"""Lists and forms of the entries."""

import secrets

from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from simple_history.utils import update_change_reason

from clusters.actions.confirmations import confirm_sections
from clusters.actions.entries import (
    EntryStateError,
    archive_entry,
    confirm_entry,
    mark_entry_dormant,
    publish_entry,
)
from clusters.desk.completeness import completeness
from clusters.desk.standing import standing_of
from clusters.logos import delete_after_commit, without_metadata
from clusters.models import Cluster, Confirmation, Section
from clusters.rules import role_at
from clusters.search import corpus
from clusters.search.concepts import update_concepts
from clusters.search.corpora import update_rows_naming

from .editing import EditingAdmin
from .exchange import exchange_urls
from .fieldsets import FACTS, PUBLICATION, PUBLICATION_LAST, STANDING
from .findability import findability_page
from .forms import ClusterForm
from .history import history_page, restore_page
from .parts import (
    ClusterDriverInline,
    ContactInline,
    LocationInline,
    ServiceOfferInline,
    SourceInline,
)
from .preview import is_preview, preview_page
from .takeaway import TakeawayPages
from .team import team_urls

CHANGE_REASON_LENGTH = 100  # the column of django-simple-history
KEPT_BY_OFFICE = ["slug", "state", "membership"]


@admin.register(Cluster)
class ClusterAdmin(TakeawayPages, EditingAdmin):
    form = ClusterForm
    list_display = [
        "short_name",
        "state",
        "filled_in",
        "confirmed",
        "innovation_field",
        "updated_at",
    ]
    list_filter = ["state", "membership", "innovation_field", "drivers"]
    list_select_related = ["innovation_field"]
    list_per_page = 50
    search_fields = ["name", "short_name", "slug"]
    autocomplete_fields = ["innovation_field"]
    inlines = [
        ServiceOfferInline,
        ClusterDriverInline,
        LocationInline,
        ContactInline,
        SourceInline,
    ]
    actions = ["confirm_entries", "publish_entries", "mark_dormant", "archive_entries"]
    readonly_fields = [
        "present_state",
        "next_step",
        "who_acts",
        "gaps",
        "confirmed",
        "updated_at",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).editable_by(request.user).for_detail()

    def get_list_filter(self, request):
        """Nothing to filter where somebody keeps an entry or two."""
        return self.list_filter if self.has_publish_permission(request) else []

    def get_fieldsets(self, request, obj=None):
        first = [STANDING] if obj else []
        if self.has_publish_permission(request):
            return [*first, PUBLICATION, *FACTS]
        return [*first, *FACTS, PUBLICATION_LAST]

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        for inline, formset in zip(inline_instances, formsets, strict=True):
            inline.fold(formset)
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def get_readonly_fields(self, request, obj=None):
        if self.has_publish_permission(request):
            return self.readonly_fields
        return [*self.readonly_fields, *KEPT_BY_OFFICE]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.may_add_topics = request.user.has_perm("clusters.add_topic")
        return form

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm("clusters.publish_cluster")

    def has_confirm_permission(self, request) -> bool:
        return request.user.has_perm("clusters.confirm_cluster")

    # pages of one entry beside its form

    def get_urls(self):
        def page(address, view, name):
            view = self.admin_site.admin_view(view)
            return path(f"<path:object_id>/{address}/", view, name=name)

        return [
            page("search", self.findability_view, "clusters_cluster_findability"),
            page("bestaetigen", self.confirm_view, "clusters_cluster_confirm"),
            *exchange_urls(self.admin_site),
            *team_urls(self),
            *super().get_urls(),
        ]

    def page_context(self, request) -> dict:
        return self.admin_site.each_context(request) | {"opts": self.opts}

    def findability_view(self, request, object_id):
        """Where the entry stands for a need that is tried out."""
        cluster = self.find_or_404(request, object_id)
        return findability_page(request, cluster, self.page_context(request))

    @method_decorator(require_POST)
    def confirm_view(self, request, object_id):
        """Confirm the sections that were named, from the first page of the admin."""
        cluster = self.find_or_404(request, object_id)
        sections = request.POST.getlist("abschnitt")
        if not sections or not set(sections) <= set(Section.values):
            raise BadRequest
        self.confirm(request, cluster, sections)
        return redirect("admin:index")

    def history_view(self, request, object_id, extra_context=None):
        cluster = self.find_or_404(request, object_id)
        return history_page(request, cluster, self.page_context(request))

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """An earlier version, named by its moment, and the way back to it."""
        cluster = self.find_or_404(request, object_id)
        context = self.page_context(request)
        if request.method != "POST":
            return restore_page(request, cluster, version_id, context)
        with transaction.atomic():
            # what is compared with what was shown stays so until it is restored
            cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
            return restore_page(request, cluster, version_id, context)

    def view_on_site(self, obj) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("filled in"))
    def filled_in(self, obj) -> str:
        return f"{completeness(obj)[0]} %"

    @admin.display(description=_("confirmed on"), ordering="confirmed_on")
    def confirmed(self, obj) -> str:
        if obj.confirmed_on is None:
            return str(_("not confirmed yet"))
        return f"{date_format(obj.confirmed_on)} ({obj.confirmed_by})"

    # of a single entry, at the top of its form

    @admin.display(description=_("state"))
    def present_state(self, obj) -> str:
        return obj.get_state_display()

    @admin.display(description=_("next step"))
    def next_step(self, obj) -> str:
        return standing_of(obj).step

    @admin.display(description=_("who acts next"))
    def who_acts(self, obj) -> str:
        return standing_of(obj).by

    @admin.display(description=_("filled in"))
    def gaps(self, obj) -> str:
        percent, missing = completeness(obj)
        share = format_html("<strong>{} %</strong>", percent)
        if not missing:
            return share
        links = format_html_join("", '<li><a href="#{1}">{0}</a></li>', missing)
        return format_html("{} – {}<ul>{}</ul>", share, _("still missing:"), links)

    def save_model(self, request, obj, form, change):
        upload = form.cleaned_data.get("logo")
        if isinstance(upload, UploadedFile):
            # nobody can guess the address of a draft's logo
            name = f"{obj.slug}-{secrets.token_hex(8)}"
            obj.logo = without_metadata(upload, name)
            if is_preview(request):
                # a file cannot be taken back, so none is written
                obj.logo = form.initial.get("logo")
        if change and "logo" in form.changed_data:
            before = Cluster.objects.values_list("logo", flat=True).get(pk=obj.pk)
            delete_after_commit(obj.logo.storage, before)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if is_preview(request):
            return
        # a topic may have been made by this form
        update_concepts(form.instance.topics.all())
        corpus.update(form.instance)
        update_rows_naming(form.instance)
        parts = [f.model._meta.verbose_name_plural for f in formsets if f.has_changed()]
        if parts:
            reason = ", ".join(str(part) for part in parts)
            update_change_reason(form.instance, reason[:CHANGE_REASON_LENGTH])

    def response_add(self, request, obj, post_url_continue=None):
        if is_preview(request):
            return preview_page(request, obj.pk)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if is_preview(request):
            return preview_page(request, obj.pk)
        wanted = request.POST.get("_confirm")
        if wanted is not None:
            sections = [wanted] if wanted in Section.values else Section.values
            self.confirm(request, obj, sections)
        return super().response_change(request, obj)

    def confirm(self, request, cluster, sections: list[str]) -> None:
        role, way = role_at(request.user, cluster), Confirmation.Way.ADMIN
        confirm_sections(cluster, sections, by=request.user, way=way, role=role)
        if set(sections) == set(Section.values):
            text = _("The entry is confirmed as of today.")
        else:
            names = ", ".join(str(Section(name).label) for name in sections)
            text = _("Confirmed as of today: %(names)s.") % {"names": names}
        self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=_("Confirm the facts today"), permissions=["confirm"])
    def confirm_entries(self, request, queryset):
        self.apply(request, queryset, confirm_entry)

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish_entries(self, request, queryset):
        self.apply(request, queryset, publish_entry)

    @admin.action(description=_("Mark as dormant"), permissions=["publish"])
    def mark_dormant(self, request, queryset):
        self.apply(request, queryset, mark_entry_dormant)

    @admin.action(description=_("Archive"), permissions=["publish"])
    def archive_entries(self, request, queryset):
        self.apply(request, queryset, archive_entry)

    def apply(self, request, queryset, change) -> None:
        """Do it entry by entry, and say how many changed and which did not."""
        refused = []
        for cluster in queryset:
            try:
                change(cluster, by=request.user)
            except EntryStateError:
                refused.append(str(cluster))
        done = len(queryset) - len(refused)
        if done:
            text = ngettext("%(n)s entry changed.", "%(n)s entries changed.", done)
            self.message_user(request, text % {"n": done}, messages.SUCCESS)
        if refused:
            text = _("Not possible in the present state: %(names)s.")
            names = {"names": ", ".join(refused)}
            self.message_user(request, text % names, messages.WARNING)
