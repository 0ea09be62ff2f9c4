"""The admin of the directory: managers keep their own entries, the office all."""

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from clusters.completeness import completeness
from clusters.entries import change_state, confirm
from clusters.logos import without_metadata
from clusters.models import (
    Cluster,
    ClusterDriver,
    Contact,
    Driver,
    InnovationField,
    Location,
    Page,
    Place,
    Region,
    ServiceOffer,
    ServiceType,
    Source,
    Topic,
)
from clusters.search import rebuild_index, update_index

admin.site.site_header = gettext_lazy("ClusterAllianz.NRW – administration")
admin.site.site_title = "ClusterAllianz.NRW"
admin.site.index_title = gettext_lazy("What do you want to keep?")


class PartInline(admin.StackedInline):
    """Part of an entry: whoever may change the entry may change its parts."""

    extra = 0

    def may(self, request, cluster) -> bool:
        return request.user.has_perm("clusters.change_cluster", cluster)

    def has_view_permission(self, request, obj=None):
        return self.may(request, obj)

    def has_add_permission(self, request, obj=None):
        return self.may(request, obj)

    def has_change_permission(self, request, obj=None):
        return self.may(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.may(request, obj)


EVIDENCE = ("source_url", "certainty", "retrieved_on")


class ServiceOfferInline(PartInline):
    model = ServiceOffer
    fields = ["service_type", ("note_de", "note_en"), EVIDENCE]


class ClusterDriverInline(PartInline):
    model = ClusterDriver
    fields = ["driver", ("note_de", "note_en"), EVIDENCE]


class LocationInline(PartInline):
    model = Location
    autocomplete_fields = ["place"]
    fields = [
        "is_seat",
        ("street", "postcode", "is_address_public"),
        ("place", "region"),
        ("latitude", "longitude"),
        ("note_de", "note_en"),
        EVIDENCE,
    ]


class ContactInline(PartInline):
    model = Contact
    fields = [
        ("email", "phone"),
        ("role_de", "role_en"),
        ("name", "as_of"),
        ("is_public", "is_deputy", "position"),
        EVIDENCE,
    ]


class SourceInline(PartInline):
    model = Source
    fields = ["fact", ("says_de", "says_en"), EVIDENCE]


@admin.register(Cluster)
class ClusterAdmin(SimpleHistoryAdmin):
    list_display = ["short_name", "state", "membership", "confirmed_on", "complete"]
    list_filter = ["state", "membership", "innovation_field"]
    list_select_related = ["innovation_field"]
    search_fields = ["name", "short_name"]
    autocomplete_fields = ["innovation_field", "managers"]
    readonly_fields = ["missing", "confirmed_on", "confirmed_by", "updated_at"]
    history_list_display = ["changed_fields"]
    actions = ["publish", "rest", "archive", "confirm_today"]
    inlines = [
        ServiceOfferInline,
        ClusterDriverInline,
        LocationInline,
        ContactInline,
        SourceInline,
    ]
    fieldsets = [
        (
            gettext_lazy("State of the entry"),
            {
                "description": gettext_lazy(
                    "Who keeps the entry, and whether the public sees it. "
                    "Only the office changes this part."
                ),
                "fields": [
                    "missing",
                    ("state", "membership"),
                    "slug",
                    "managers",
                    ("confirmed_on", "confirmed_by", "updated_at"),
                ],
            },
        ),
        (
            gettext_lazy("Name and purpose"),
            {
                "description": gettext_lazy(
                    "What a visitor reads first. German on the left, English beside it."
                ),
                "fields": [
                    ("name", "short_name"),
                    ("summary_de", "summary_en"),
                    ("description_de", "description_en"),
                    "topics",
                    "search_keywords",
                ],
            },
        ),
        (
            gettext_lazy("Facts"),
            {
                "description": gettext_lazy("Leave empty what nobody can prove."),
                "fields": [
                    ("legal_form", "carrier"),
                    ("founding_year", "members_count"),
                    ("website", "innovation_field"),
                ],
            },
        ),
        (
            gettext_lazy("Logo"),
            {
                "description": gettext_lazy(
                    "PNG, JPEG or WebP up to 1 MB; hidden data in it is removed."
                ),
                "fields": ["logo", ("logo_alt", "logo_rights")],
            },
        ),
    ]
    OFFICE_ONLY = ["state", "membership", "slug", "managers"]

    class Media:
        css = {"all": ["clusterallianz/css/admin.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).editable_by(request.user)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if request.user.has_perm("clusters.publish_cluster"):
            return fields
        return [*fields, *self.OFFICE_ONLY]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("clusters.change_cluster", obj)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("clusters.change_cluster", obj)

    def has_publish_permission(self, request):
        return request.user.has_perm("clusters.publish_cluster")

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        # Django would redirect to the index; what is hidden does not exist
        raise Http404

    def history_view(self, request, object_id, extra_context=None):
        if self.get_object(request, object_id) is None:
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def save_model(self, request, obj, form, change):
        if isinstance(form.cleaned_data.get("logo"), UploadedFile):
            obj.logo = without_metadata(form.cleaned_data["logo"], obj.slug)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        update_index(form.instance)

    @admin.display(description=gettext_lazy("complete"))
    def complete(self, cluster):
        return f"{completeness(cluster)[0]} %"

    @admin.display(description=gettext_lazy("Completeness"))
    def missing(self, cluster):
        if cluster is None or cluster.pk is None:
            return "–"
        percent, gaps = completeness(cluster)
        links = format_html_join(
            ", ", '<a href="#{}">{}</a>', ((gap.anchor, gap.label) for gap in gaps)
        )
        return format_html("{} %. {} {}", percent, _("Missing:") if gaps else "", links)

    def changed_fields(self, record):
        """Names of the fields that a history record changed."""
        before = record.prev_record
        if before is None:
            return "–"
        return ", ".join(record.diff_against(before).changed_fields) or "–"

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish(self, request, queryset):
        self.set_state(request, queryset, Cluster.State.PUBLISHED)

    @admin.action(description=gettext_lazy("Mark as dormant"), permissions=["publish"])
    def rest(self, request, queryset):
        self.set_state(request, queryset, Cluster.State.DORMANT)

    @admin.action(description=gettext_lazy("Archive"), permissions=["publish"])
    def archive(self, request, queryset):
        self.set_state(request, queryset, Cluster.State.ARCHIVED)

    def set_state(self, request, queryset, state):
        for cluster in queryset:
            change_state(cluster, state, by=request.user)
        self.message_user(request, _("State changed: %s") % state.label)

    @admin.action(description=gettext_lazy("Confirm the facts as of today"))
    def confirm_today(self, request, queryset):
        for cluster in queryset:
            confirm(cluster, by=request.user)
        self.message_user(request, _("Confirmed."), messages.SUCCESS)


class VocabularyAdmin(admin.ModelAdmin):
    """Terms of the filters; a changed term changes what the search finds."""

    list_display = ["name_de", "name_en", "position"]
    search_fields = ["name_de", "name_en", "slug"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        rebuild_index(Cluster.objects.all())


@admin.register(Driver, ServiceType, InnovationField, Region)
class TermAdmin(VocabularyAdmin):
    pass


@admin.register(Topic)
class TopicAdmin(VocabularyAdmin):
    list_display = ["name", "name_en", "slug"]
    search_fields = ["name", "name_en", "slug"]


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin):
    list_display = ["name", "population"]
    search_fields = ["name", "slug"]


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    list_display = ["title_de", "slug", "updated_at"]
    fields = ["slug", ("title_de", "title_en"), ("body_de", "body_en")]


User = get_user_model()
admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts, without the switches that would make an administrator."""

    list_filter = ["is_staff", "is_active", "groups"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (
            gettext_lazy("Person and role"),
            {"fields": ["first_name", "last_name", "email", "groups"]},
        ),
        (
            gettext_lazy("Access"),
            {"fields": ["is_active", "is_staff", "last_login", "date_joined"]},
        ),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def has_view_permission(self, request, obj=None):
        # managers find colleagues only through the office
        return request.user.has_perm("auth.view_user")

    def has_change_permission(self, request, obj=None):
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def user_change_password(self, request, id, form_url=""):
        account = self.get_object(request, id)
        if account and account.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)
