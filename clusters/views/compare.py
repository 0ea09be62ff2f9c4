"""Two to four clusters side by side."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from clusterallianz.templatetags.site import seat
from clusters.models import Cluster, Driver, ServiceType

LEAST, MOST = 2, 4


@dataclass(frozen=True)
class Row:
    """One fact of all compared clusters; empty text means not documented."""

    label: str
    values: list[str]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


class CompareView(TemplateView):
    template_name = "clusters/compare.html"

    def get_context_data(self, **kwargs):
        published = Cluster.objects.published()
        slugs = list(dict.fromkeys(self.request.GET.getlist("c")))
        by_slug = {c.slug: c for c in published.for_list()}
        known = [by_slug[slug] for slug in slugs if slug in by_slug]
        chosen = known[:MOST]
        return super().get_context_data(**kwargs) | {
            "clusters": [(c, self.without(chosen, c)) for c in chosen],
            "rows": rows(chosen) if len(chosen) >= LEAST else [],
            "others": [c for c in by_slug.values() if c not in chosen],
            "can_add": len(chosen) < MOST,
            "hints": hints(slugs, known),
        }

    def without(self, chosen: list[Cluster], cluster: Cluster) -> str:
        rest = [("c", c.slug) for c in chosen if c != cluster]
        return f"?{urlencode(rest)}"


def hints(slugs: list[str], known: list[Cluster]) -> list[str]:
    found = []
    if len(known) < len(slugs):
        found.append(_("Some of the clusters are unknown and were left out."))
    if len(known) > MOST:
        found.append(_("At most four clusters are compared; the first four are shown."))
    if len(known) < LEAST:
        found.append(_("Choose at least two clusters."))
    return found


def rows(clusters: list[Cluster]) -> list[Row]:
    """All facts, in the order of the page."""

    def row(label: str, value) -> Row:
        return Row(label, [str(value(c) or "") for c in clusters])

    facts = [
        row(_("Purpose"), lambda c: c.summary),
        row(_("Seat"), lambda c: (found := seat(c)) and found.place.name),
        row(_("Innovation field"), lambda c: c.innovation_field),
        row(_("Founded"), lambda c: c.founding_year),
        row(_("Legal form"), lambda c: c.legal_form),
        row(_("Carrier"), lambda c: c.carrier),
        row(_("Members"), lambda c: c.members_count),
        row(_("Membership in the alliance"), lambda c: c.get_membership_display()),
        row(_("Confirmed on"), confirmed_on),
    ]
    offered = [{o.service_type_id for o in c.offers.all()} for c in clusters]
    worked = [{d.driver_id for d in c.driver_links.all()} for c in clusters]
    facts += [yes_no(term, offered) for term in ServiceType.objects.all()]
    return facts + [yes_no(term, worked) for term in Driver.objects.all()]


def confirmed_on(cluster: Cluster) -> str:
    day = cluster.confirmed_on
    return date_format(day, "DATE_FORMAT") if day else ""


def yes_no(term, having: list[set[int]]) -> Row:
    return Row(term.name, [_("✓ yes") if term.pk in ids else "" for ids in having])
