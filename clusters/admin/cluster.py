"""Lists and forms of the entries."""

import secrets

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import path
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.utils import update_change_reason

from clusterallianz.text import german_slug
from clusters.actions.entries import (
    EntryStateError,
    archive_entry,
    confirm_entry,
    mark_entry_dormant,
    may_become,
    publish_entry,
)
from clusters.completeness import completeness
from clusters.logos import delete_after_commit, without_metadata
from clusters.models import Cluster, Topic
from clusters.search import corpus
from clusters.search.concepts import update_concepts
from clusters.search.corpora import update_rows_naming
from clusters.standing import standing_of

from .base import EntryAdmin
from .exchange import exchange_urls
from .findability import findability_page
from .parts import (
    ClusterDriverInline,
    ContactInline,
    LocationInline,
    ServiceOfferInline,
    SourceInline,
)
from .takeaway import TakeawayPages
from .team import team_urls

CHANGE_REASON_LENGTH = 100  # the column of django-simple-history
SENTENCES = ["summary_de", "summary_en"]
# pages of their own beside the entries
TAKEN = ("vergleich", "wegweiser")
KEPT_BY_OFFICE = ["slug", "state", "membership"]


class TopicsField(forms.CharField):
    """Names of topics, one per line: some of them have commas."""

    widget = AdminTextareaWidget(attrs={"rows": 6})

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return "\n".join(topic.name for topic in value)

    def clean(self, value) -> list[str]:
        lines = super().clean(value).splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial, data) -> bool:
        return [topic.name for topic in initial or []] != self.clean(data)


class ClusterForm(forms.ModelForm):
    """An empty address is made from the short name; topics come from the vocabulary."""

    may_add_topics = False
    topics = TopicsField(
        label=_("Topics"),
        required=False,
        help_text=_("Keywords that clusters share; one per line."),
    )

    class Meta:
        widgets = dict.fromkeys(SENTENCES, AdminTextareaWidget(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "The last part of the public address. Empty: made from the short name."
            )

    def clean_topics(self) -> list[str]:
        lines = self.cleaned_data["topics"]
        # commas separate too, unless they belong to the name of a topic
        parts = {line: line.replace(",", "\n").splitlines() for line in lines}
        wanted = [german_slug(name) for line in lines for name in [line, *parts[line]]]
        known = dict(Topic.objects.filter(slug__in=wanted).values_list("slug", "name"))
        names = {
            german_slug(name): name.strip()
            for line in lines
            for name in ([line] if german_slug(line) in known else parts[line])
            if name.strip()
        }
        unknown = sorted(set(names) - set(known))
        if unknown and not self.may_add_topics:
            raise ValidationError(
                _("Not among the topics yet: %(names)s. The office can add them."),
                params={"names": ", ".join(names[slug] for slug in unknown)},
            )
        longest = Topic._meta.get_field("name").max_length
        if any(len(name) > longest for name in names.values()):
            raise ValidationError(
                _("A topic may have at most %(number)s characters."),
                params={"number": longest},
            )
        return [known.get(slug, name) for slug, name in names.items()]

    def clean(self):
        cleaned = super().clean()
        for name in cleaned.keys() & SENTENCES:
            # a sentence is one line, however it was typed
            cleaned[name] = " ".join(cleaned[name].split())
        if "slug" in self.fields and not cleaned.get("slug"):
            cleaned["slug"] = german_slug(cleaned.get("short_name", ""))
        if cleaned.get("slug", "-") in (*TAKEN, ""):
            self.add_error("slug", _("Give an address that no other page has."))
        before = self.initial.get("state", Cluster.State.DRAFT)
        if not may_become(before, cleaned.get("state", before)):
            self.add_error("state", _("An entry in its present state cannot be that."))
        return cleaned


@admin.register(Cluster)
class ClusterAdmin(TakeawayPages, EntryAdmin):
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
    fieldsets = [
        (
            None,
            {
                "description": _("How complete the entry is, and when it was checked."),
                "fields": (
                    ("present_state", "next_step", "who_acts"),
                    "gaps",
                    ("confirmed", "updated_at"),
                ),
            },
        ),
        (
            _("Publication"),
            {
                "description": _("Kept by the office."),
                "fields": (("state", "membership"), "slug"),
            },
        ),
        (
            _("What the cluster is"),
            {
                "description": _(
                    "The first thing firms read: one plain sentence in both languages."
                ),
                "fields": (
                    ("name", "short_name"),
                    ("summary_de", "summary_en"),
                    ("description_de", "description_en"),
                    "innovation_field",
                ),
            },
        ),
        (
            _("How firms find it"),
            {
                "description": _(
                    "Topics are shown on the page; search keywords only help to find it."
                ),
                "fields": ("topics", "search_keywords"),
            },
        ),
        (
            _("Organisation"),
            {
                "description": _("Leave empty what you cannot prove by a source."),
                "fields": (
                    "website",
                    ("legal_form", "carrier"),
                    ("founding_year", "staff_fte"),
                    ("members_count", "members_firms"),
                    ("members_research", "members_other"),
                ),
            },
        ),
        (
            _("Logo"),
            {
                "description": _(
                    "PNG, JPEG or WebP, at most 1 MB. Hidden details of the picture,"
                    " such as where it was taken, are removed."
                ),
                "fields": ("logo", ("logo_alt", "logo_rights")),
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).editable_by(request.user).for_detail()

    def get_list_filter(self, request):
        """Nothing to filter where somebody keeps an entry or two."""
        return self.list_filter if self.has_publish_permission(request) else []

    def get_fieldsets(self, request, obj=None):
        standing, publication, *facts = self.fieldsets
        first = [standing] if obj else []
        if self.has_publish_permission(request):
            return [*first, publication, *facts]
        return [*first, *facts, publication]

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

    def get_urls(self):
        page = path(
            "<path:object_id>/search/",
            self.admin_site.admin_view(self.findability_view),
            name="clusters_cluster_findability",
        )
        more = [*exchange_urls(self.admin_site), *team_urls(self)]
        return [page, *more, *super().get_urls()]

    def findability_view(self, request, object_id):
        """Where the entry stands for a need that is tried out."""
        cluster = self.find_or_404(request, object_id)
        context = self.admin_site.each_context(request) | {"opts": self.opts}
        return findability_page(request, cluster, context)

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
        if change and "logo" in form.changed_data:
            before = Cluster.objects.values_list("logo", flat=True).get(pk=obj.pk)
            delete_after_commit(obj.logo.storage, before)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # a topic may have been made by this form
        update_concepts(form.instance.topics.all())
        corpus.update(form.instance)
        update_rows_naming(form.instance)
        parts = [f.model._meta.verbose_name_plural for f in formsets if f.has_changed()]
        if parts:
            reason = ", ".join(str(part) for part in parts)
            update_change_reason(form.instance, reason[:CHANGE_REASON_LENGTH])

    def response_change(self, request, obj):
        if "_confirm" in request.POST:
            confirm_entry(obj, by=request.user)
            self.message_user(request, _("The entry is confirmed as of today."))
        return super().response_change(request, obj)

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
