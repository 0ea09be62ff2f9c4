"""Wording and links of the impulses; decisions on them are read-only here."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import ModelDelta
from simple_history.template_utils import HistoricalRecordContextHelper

from clusters.admin.base import EntryAdmin
from clusters.admin.fields import StrictFields
from clusters.admin.vocabulary import IndexedAdmin
from clusters.models import Cluster
from impulses.models import Addressee, Impulse, ImpulseSource
from impulses.reviews.wording import save_wording
from impulses.search import corpus

# of an impulse; the latter counts writes
INTERNAL = ["answer_due_on", "is_answer_due_public", "version"]


class ImpulseSourceInline(StrictFields, admin.StackedInline):
    model = ImpulseSource
    extra = 0
    fieldsets = [
        (
            None,
            {
                "description": _("A public page that names the subject."),
                "fields": (
                    ("says_de", "says_en"),
                    ("source_url", "certainty", "retrieved_on"),
                ),
            },
        )
    ]


class PublicChanges(HistoricalRecordContextHelper):
    """Changes of an impulse without those that are the ministry's own.

    The office and reviewers read the history: they see what the public sees.
    """

    def context_for_delta_changes(self, delta: ModelDelta) -> list[dict[str, Any]]:
        shown = [change for change in delta.changes if change.field not in INTERNAL]
        return super().context_for_delta_changes(replace(delta, changes=shown))


@admin.register(Impulse)
class ImpulseAdmin(EntryAdmin):
    list_display = ["number", "title_de", "wording", "answer", "implementation"]
    list_display_links = ["number", "title_de"]
    list_filter = ["wording", "answer", "implementation", "drivers"]
    search_fields = ["number", "title_de", "title_en"]
    readonly_fields = [
        "answer",
        "implementation",
        "updated_at",
        "asking",
        "delivering",
    ]
    inlines = [ImpulseSourceInline]
    fieldsets = [
        (
            None,
            {
                "description": _("As printed in the paper, in both languages."),
                "fields": (
                    ("number", "page", "wording"),
                    ("title_de", "title_en"),
                    ("text_de", "text_en"),
                ),
            },
        ),
        (
            _("Assignment"),
            {
                "description": _("What the impulse is about, and whom it asks to act."),
                "fields": (
                    ("drivers", "service_types", "addressees"),
                    "assignment_certainty",
                    ("asking_clusters", "delivering_clusters"),
                ),
            },
        ),
        (
            _("Decision"),
            {
                "description": _("Decided by the ministry; read-only here."),
                "fields": (("answer", "implementation", "updated_at"),),
            },
        ),
    ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = forms.CheckboxSelectMultiple()
        if db_field.related_model is Cluster:
            # names of drafts are not for everybody who edits impulses
            kwargs["queryset"] = Cluster.objects.exclude(state=Cluster.State.DRAFT)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return self.fieldsets
        first, (title, assignment), *rest = self.fieldsets
        *fields, _clusters = assignment["fields"]
        shown = assignment | {"fields": (*fields, ("asking", "delivering"))}
        return [first, (title, shown), *rest]

    @admin.display(description=_("asking clusters"))
    def asking(self, obj) -> str:
        return names_of(obj.asking_clusters)

    @admin.display(description=_("clusters that can deliver"))
    def delivering(self, obj) -> str:
        return names_of(obj.delivering_clusters)

    def get_historical_record_context_helper(self, request, historical_record):
        return PublicChanges(self.model, historical_record)

    def view_on_site(self, obj) -> str:
        return obj.get_absolute_url()

    def save_model(self, request, obj, form, change):
        """A wording of before stays readable, so the timeline has to know it."""
        columns = {field.name for field in obj._meta.concrete_fields}
        typed = columns.intersection(form.changed_data)
        changed = {name: form.cleaned_data[name] for name in typed}
        save_wording(obj, changed, by=request.user)

    def save_related(self, request, form, formsets, change):
        # the form does not show drafts, so it must not take them away either
        relations = [form.instance.asking_clusters, form.instance.delivering_clusters]
        hidden = [list(r.filter(state=Cluster.State.DRAFT)) for r in relations]
        super().save_related(request, form, formsets, change)
        for relation, drafts in zip(relations, hidden, strict=True):
            relation.add(*drafts)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            # without a second version in the history
            Impulse.objects.filter(pk=form.instance.pk).update(
                updated_at=timezone.now()
            )
        corpus.update(form.instance)


def names_of(clusters) -> str:
    """Names of the clusters that are no drafts."""
    return ", ".join(str(c) for c in clusters.exclude(state=Cluster.State.DRAFT)) or "-"


@admin.register(Addressee)
class AddresseeAdmin(IndexedAdmin):
    list_display = ["name_de", "name_en", "position"]
    search_fields = ["name_de", "name_en"]
    fieldsets = [
        (
            None,
            {
                "description": _("Who is asked to act."),
                "fields": (("name_de", "name_en"), ("slug", "position")),
            },
        )
    ]
