"""The admin of the impulses: their wording and assignment, never a decision."""

from django.contrib import admin
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from impulses.models import Addressee, Impulse, ImpulseSource
from impulses.search import update_index


class ImpulseSourceInline(admin.StackedInline):
    model = ImpulseSource
    extra = 0


@admin.register(Impulse)
class ImpulseAdmin(SimpleHistoryAdmin):
    list_display = ["number", "title_de", "wording", "answer", "implementation"]
    list_filter = ["wording", "answer", "implementation", "drivers"]
    search_fields = ["title_de", "title_en"]
    autocomplete_fields = [
        "drivers",
        "service_types",
        "addressees",
        "asking_clusters",
        "delivering_clusters",
    ]
    readonly_fields = ["answer", "implementation"]
    inlines = [ImpulseSourceInline]
    fieldsets = [
        (
            gettext_lazy("Wording"),
            {
                "description": gettext_lazy(
                    "As printed in the paper, with its number and page."
                ),
                "fields": [
                    ("number", "page", "wording"),
                    ("title_de", "title_en"),
                    ("text_de", "text_en"),
                ],
            },
        ),
        (
            gettext_lazy("Assignment"),
            {
                "description": gettext_lazy(
                    "What the impulse is about, and who asks, acts and delivers."
                ),
                "fields": [
                    "drivers",
                    "service_types",
                    "addressees",
                    "asking_clusters",
                    "delivering_clusters",
                    "assignment_certainty",
                ],
            },
        ),
        (
            gettext_lazy("What becomes of it"),
            {
                "description": gettext_lazy(
                    "The ministry decides this, not the admin."
                ),
                "fields": [("answer", "implementation")],
            },
        ),
    ]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        update_index(form.instance)


@admin.register(Addressee)
class AddresseeAdmin(admin.ModelAdmin):
    list_display = ["name_de", "name_en", "position"]
    search_fields = ["name_de", "name_en"]
