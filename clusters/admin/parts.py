"""The parts of an entry, kept on the entry's own page."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, UniqueConstraint
from django.forms.models import BaseInlineFormSet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusters.models import (
    ClusterDriver,
    Contact,
    Location,
    ServiceOffer,
    Source,
)

from .fields import StrictFields

SOURCE_FIELDS = (("source_url", "certainty", "retrieved_on"),)


MAX_PARTS = 100
# the parameter that asks for an empty row of a part
MORE = "neu"


class PartFormSet(BaseInlineFormSet):
    """Checks among all parts of an entry what may be there once only.

    A form alone cannot: it does not know the entry, nor the other forms.
    """

    def clean(self):
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        kept = [form for form in kept if form.is_valid() and form.instance.pk]
        new = [f for f in self.extra_forms if f.is_valid() and f.has_changed()]
        new = [form for form in new if form not in self.deleted_forms]
        sent = [form.instance.pk for form in self.initial_forms]
        # a page that was sent twice does not know what the first one has added
        others = list(self.get_queryset().exclude(pk__in=sent)) if new else []
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                self.check_once(constraint, [*kept, *new], others)

    def check_once(self, constraint, forms, others) -> None:
        taken = {key_in(constraint, row) for row in others}
        for form in forms:
            key = key_in(constraint, form.instance)
            if key is not None and key in taken:
                form.add_error(None, constraint.get_violation_error_message())
            taken.add(key)


def key_in(constraint: UniqueConstraint, row) -> tuple | None:
    """What of a row must be there once; None where the constraint does not hold."""
    condition = constraint.condition
    # our conditions are plain: `is_seat=True`
    pairs: list[Any] = condition.children if isinstance(condition, Q) else []
    if any(getattr(row, name) != value for name, value in pairs):
        return None
    fields = [row._meta.get_field(name).attname for name in constraint.fields]
    return tuple(getattr(row, name) for name in fields if name != "cluster_id")


class PartInline(StrictFields, admin.StackedInline):
    """Whoever may change the entry may change its parts; nobody else."""

    extra = 0
    formset = PartFormSet
    template = "admin/clusters/cluster/part.html"
    # what the link to one more empty row says
    more: str | Promise = ""
    max_num = MAX_PARTS

    def get_formset(self, request, obj=None, **kwargs):
        options = {"absolute_max": MAX_PARTS} | kwargs
        return super().get_formset(request, obj, **options)

    def get_extra(self, request, obj=None, **kwargs) -> int:
        """One empty row for whoever asked for it by the link, without JavaScript."""
        prefix = self.model._meta.get_field("cluster").remote_field.related_name
        return 1 if request.GET.get(MORE) == prefix else 0

    def fold(self, formset) -> None:
        """Say how many rows there are, and hide them until somebody wants them.

        What was just typed stays open, and so does what has an error.
        """
        number = formset.initial_form_count()
        self.verbose_name_plural = f"{self.verbose_name_plural} ({number})"
        is_in_work = formset.is_bound and (
            formset.has_changed() or not formset.is_valid()
        )
        is_empty_row_open = bool(formset.extra)
        is_folded = number and not is_in_work and not is_empty_row_open
        self.classes = ["collapse"] if is_folded else []

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
    more = _("Add another service")
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
    more = _("Add another driver")
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
    more = _("Add another location")
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
    more = _("Add another contact")
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
    more = _("Add another source")
    fieldsets = [
        (
            None,
            {
                "description": _("The public pages that the facts above come from."),
                "fields": ("fact", ("says_de", "says_en"), *SOURCE_FIELDS),
            },
        )
    ]
