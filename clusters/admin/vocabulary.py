"""Vocabularies, places and editable pages; the office keeps them."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from clusterallianz.text import sort_key
from clusters.models import (
    Driver,
    InnovationField,
    OutsideSubject,
    Page,
    Place,
    Region,
    ServiceType,
    SupportBody,
    Topic,
)
from clusters.search.concepts import (
    KINDS,
    concept_of,
    forget_concepts,
    update_concept,
)
from clusters.search.corpora import searched_rows, update_rows_naming

from .base import HonestAdmin


class IndexedAdmin(HonestAdmin):
    """A changed word is found at once wherever the term is used."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        update_rows_naming(form.instance)


class ConceptAdmin(IndexedAdmin):
    """A term that a need can mean: its names and synonyms are known at once."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and "slug" in form.changed_data:
            forget_concepts([f"{KINDS[type(form.instance)]}:{form.initial['slug']}"])
        update_concept(form.instance)

    def delete_model(self, request, obj):
        self.delete_queryset(request, type(obj)._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        """Delete, and forget the words in the index of the entries that had them."""
        concepts = [concept_of(term) for term in queryset]
        touched = [
            (
                corpus,
                rows.model.objects.filter(
                    pk__in=list(rows.values_list("pk", flat=True))
                ),
            )
            for term in queryset
            for corpus, rows in searched_rows(term)
        ]
        super().delete_queryset(request, queryset)
        forget_concepts(concepts)
        for corpus, rows in touched:
            corpus.rebuild(rows)


SYNONYMS: Any = (
    _("Search"),
    {
        "description": _("Other words that firms use for the same."),
        "fields": ("synonyms",),
    },
)


@admin.register(Driver, ServiceType, InnovationField, Region)
class TermAdmin(ConceptAdmin):
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
        SYNONYMS,
        (
            _("Source"),
            {
                "description": _("Where the term comes from."),
                "fields": (("source_url", "certainty", "retrieved_on"),),
            },
        ),
    ]


@admin.register(Topic)
class TopicAdmin(ConceptAdmin):
    list_display = ["name", "name_en", "slug"]
    search_fields = ["name", "name_en"]
    fieldsets = [
        (
            None,
            {
                "description": _("A free keyword that clusters share."),
                "fields": (("name", "name_en"), "slug"),
            },
        ),
        SYNONYMS,
    ]


@admin.register(SupportBody)
class SupportBodyAdmin(ConceptAdmin):
    list_display = ["name", "website", "position"]
    search_fields = ["name", "synonyms"]
    fieldsets = [
        (
            None,
            {
                "description": _("Who helps with a need that no cluster serves."),
                "fields": (
                    "name",
                    ("does_de", "does_en"),
                    ("website", "source_url"),
                    ("slug", "position"),
                ),
            },
        ),
        SYNONYMS,
    ]


@admin.register(OutsideSubject)
class OutsideSubjectAdmin(ConceptAdmin):
    list_display = ["name_de", "name_en"]
    search_fields = ["name_de", "name_en", "synonyms"]
    autocomplete_fields = ["bodies"]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "A subject of which the search says that no cluster deals with it."
                ),
                "fields": (("name_de", "name_en"), "bodies", "slug"),
            },
        ),
        SYNONYMS,
    ]


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
    # every page has a fixed address that other pages link
    readonly_fields = ["slug"]
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
