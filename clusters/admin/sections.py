"""The form of an entry in the sections that are confirmed one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from clusters.desk.standing import SectionStanding, sections_of
from clusters.models import Section

# the parts of each section, by the prefix of their formsets
INLINES: dict[str, list[str]] = {
    Section.SERVICES: ["offers", "driver_links"],
    Section.LOCATIONS: ["locations"],
    Section.CONTACTS: ["contacts"],
}
# what belongs to no section
REST = "rest"


def css_class(section: str) -> str:
    """What marks a fieldset as one of this section."""
    return f"section-{section}"


@dataclass
class FormSection:
    """`standing`: None for what is not confirmed, or of a new entry."""

    anchor: str
    title: str
    standing: SectionStanding | None = None
    fieldsets: list[Any] = field(default_factory=list)
    inlines: list[Any] = field(default_factory=list)


def form_sections(cluster, fieldsets, inline_formsets) -> list[FormSection]:
    """All that the form holds, the five sections first and in their order.

    `cluster`: None for a new entry. Fieldsets of no section are not among it.
    """
    standings = {s.section: s for s in sections_of(cluster)} if cluster else {}
    inlines = {inline.formset.prefix: inline for inline in inline_formsets}
    found = []
    for value, label in Section.choices:
        title = label[:1].upper() + label[1:]
        section = FormSection(f"abschnitt-{value}", title, standings.get(value))
        section.fieldsets = [f for f in fieldsets if css_class(value) in f.classes]
        section.inlines = [inlines.pop(prefix) for prefix in INLINES.get(value, [])]
        found.append(section)
    rest = FormSection("abschnitt-belege", _("Sources and publication"))
    rest.fieldsets = [f for f in fieldsets if css_class(REST) in f.classes]
    rest.inlines = list(inlines.values())
    return [*found, rest]
