"""Vocabularies, places and editable pages; the office keeps them."""

from collections.abc import Iterator
from importlib import import_module

from django.apps import apps
from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clusterallianz.text import sort_key
from clusters.models import (
    Driver,
    InnovationField,
    Page,
    Place,
    Region,
    ServiceType,
    Topic,
)

from .base import HonestAdmin

# relations that a searched row has through one of its parts
THROUGH_PARTS = {Place: ["locations__place"], Region: ["locations__region"]}


def searched_rows(term: Model) -> Iterator[QuerySet]:
    """Rows of every searched model that hold this term among their searched words."""
    for model in apps.get_models():
        fields = {field.name: field for field in model._meta.get_fields()}
        if "search_text" not in fields or model.__name__.startswith("Historical"):
            continue
        names = [n for n, f in fields.items() if f.related_model is type(term)]
        if hasattr(model, "locations"):
            names += THROUGH_PARTS.get(type(term), [])
        if names:
            found = Q(*[(name, term.pk) for name in names], _connector=Q.OR)
            yield model.objects.filter(found)


def rebuild(rows: QuerySet) -> None:
    import_module(f"{rows.model._meta.app_label}.search").rebuild_index(rows)


class IndexedAdmin(HonestAdmin):
    """A changed word is found at once wherever the term is used."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for rows in searched_rows(form.instance):
            rebuild(rows)


@admin.register(Driver, ServiceType, InnovationField, Region)
class TermAdmin(IndexedAdmin):
    list_display = ["name_de", "name_en", "position"]
    search_fields = ["name_de", "name_en", "synonyms"]
    fieldsets = [
        (
            None,
            {
                "description": _("The term as visitors read it, in both languages."),
                "fields": (
                    ("name_de", "name_en"),
                    ("description_de", "description_en"),
                    ("slug", "position"),
                ),
            },
        ),
        (
            _("Search"),
            {
                "description": _("Other words that firms use for the same."),
                "fields": ("synonyms",),
            },
        ),
        (
            _("Source"),
            {
                "description": _("Where the term comes from."),
                "fields": (("source_url", "certainty", "retrieved_on"),),
            },
        ),
    ]


@admin.register(Topic)
class TopicAdmin(IndexedAdmin):
    list_display = ["name", "name_en", "slug"]
    search_fields = ["name", "name_en"]
    fieldsets = [
        (
            None,
            {
                "description": _("A free keyword that clusters share."),
                "fields": (("name", "name_en"), "slug"),
            },
        )
    ]

    def delete_model(self, request, obj):
        self.delete_queryset(request, Topic.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        """Delete, and forget the words in the index of the entries that had them."""
        touched = [
            rows.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
            for topic in queryset
            for rows in searched_rows(topic)
        ]
        super().delete_queryset(request, queryset)
        for rows in touched:
            rebuild(rows)


@admin.register(Place)
class PlaceAdmin(IndexedAdmin):
    list_display = ["name", "population", "geonames_id"]
    search_fields = ["name"]
    fieldsets = [
        (
            None,
            {
                "description": _("From GeoNames; coordinates in degrees (WGS 84)."),
                "fields": (
                    ("name", "slug"),
                    ("latitude", "longitude"),
                    ("geonames_id", "population"),
                ),
            },
        )
    ]

    def save_model(self, request, obj, form, change):
        obj.sort_key = sort_key(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(Page)
class PageAdmin(HonestAdmin):
    list_display = ["title_de", "slug", "updated_at"]
    search_fields = ["title_de", "title_en"]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "Text in Markdown. The word TODO marks what is still missing."
                ),
                "fields": (("title_de", "title_en"), ("body_de", "body_en"), "slug"),
            },
        )
    ]
