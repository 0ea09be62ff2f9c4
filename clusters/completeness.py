"""How complete an entry is, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Gap:
    """A missing fact; `anchor` is the id of its place in the admin form."""

    label: str
    anchor: str


def completeness(cluster) -> tuple[int, list[Gap]]:
    """Percent of the facts that are there, and the gaps in the form's order."""
    facts = [
        (_("Purpose in German"), "id_summary_de", cluster.summary_de),
        (_("Purpose in English"), "id_summary_en", cluster.summary_en),
        (_("Description in German"), "id_description_de", cluster.description_de),
        (_("Description in English"), "id_description_en", cluster.description_en),
        (_("Legal form"), "id_legal_form", cluster.legal_form),
        (_("Carrier"), "id_carrier", cluster.carrier),
        (_("Founding year"), "id_founding_year", cluster.founding_year),
        (_("Number of members"), "id_members_count", cluster.members_count),
        (_("Website"), "id_website", cluster.website),
        (_("Innovation field"), "id_innovation_field", cluster.innovation_field_id),
        (_("Topics"), "id_topics", cluster.topics.all()),
        (_("Services"), "offers-group", cluster.offers.all()),
        (_("Drivers"), "driver_links-group", cluster.driver_links.all()),
        (_("Locations"), "locations-group", cluster.locations.all()),
        (_("Role mailbox"), "contacts-group", has_mailbox(cluster)),
        (_("Confirmation by the cluster"), "id_confirmed_on", cluster.confirmed_on),
    ]
    gaps = [Gap(label, anchor) for label, anchor, value in facts if not value]
    return round(100 * (len(facts) - len(gaps)) / len(facts)), gaps


def has_mailbox(cluster) -> bool:
    return any(contact.email for contact in cluster.contacts.all())
