"""The parts of an entry, kept on the entry's own page."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from clusters.models import ClusterDriver, Contact, Location, ServiceOffer, Source

from .base import HTTPS_FIRST

SOURCE_FIELDS = (("source_url", "certainty", "retrieved_on"),)


class PartInline(admin.StackedInline):
    """Whoever may change the entry may change its parts; nobody else."""

    extra = 0
    formfield_overrides = HTTPS_FIRST

    def fold(self, formset) -> None:
        """Say how many rows there are, and hide them until somebody wants them.

        What was just typed stays open, and so does what has an error.
        """
        number = formset.initial_form_count()
        self.verbose_name_plural = f"{self.verbose_name_plural} ({number})"
        is_in_work = formset.is_bound and (
            formset.has_changed() or not formset.is_valid()
        )
        self.classes = ["collapse"] if number and not is_in_work else []

    def may_edit(self, request, obj) -> bool:
        return request.user.has_perm("clusters.change_cluster", obj)

    def has_view_permission(self, request, obj=None) -> bool:
        return self.may_edit(request, obj)

    def has_add_permission(self, request, obj) -> bool:
        return self.may_edit(request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return self.may_edit(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.may_edit(request, obj)


class ServiceOfferInline(PartInline):
    model = ServiceOffer
    autocomplete_fields = ["service_type"]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "What firms can get here. The note says what exactly, in a sentence."
                ),
                "fields": ("service_type", ("note_de", "note_en"), *SOURCE_FIELDS),
            },
        )
    ]


class ClusterDriverInline(PartInline):
    model = ClusterDriver
    autocomplete_fields = ["driver"]
    fieldsets = [
        (
            None,
            {
                "description": _("Which change the cluster works on, and by what."),
                "fields": ("driver", ("note_de", "note_en"), *SOURCE_FIELDS),
            },
        )
    ]


class LocationInline(PartInline):
    model = Location
    autocomplete_fields = ["place", "region"]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "One seat and any number of further locations. Without coordinates"
                    " those of the place are used."
                ),
                "fields": (
                    "is_seat",
                    ("street", "postcode"),
                    ("place", "region"),
                    "is_address_public",
                    ("latitude", "longitude"),
                    ("note_de", "note_en"),
                    *SOURCE_FIELDS,
                ),
            },
        )
    ]


class ContactInline(PartInline):
    model = Contact
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "A role mailbox first; a person only with role, source and date."
                ),
                "fields": (
                    ("role_de", "role_en"),
                    ("email", "phone"),
                    ("name", "as_of"),
                    ("is_public", "is_deputy", "position"),
                    *SOURCE_FIELDS,
                ),
            },
        )
    ]


class SourceInline(PartInline):
    model = Source
    fieldsets = [
        (
            None,
            {
                "description": _("The public pages that the facts above come from."),
                "fields": ("fact", ("says_de", "says_en"), *SOURCE_FIELDS),
            },
        )
    ]
