"""Two to four clusters side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from clusters.freshness import confirmation_in_words
from clusters.models import Cluster, Driver, ServiceType
from clusters.slugs import is_slug

LEAST, MOST = 2, 4
ONLY, DIFFERENCES = "nur", "unterschiede"
MOST_READ = 50  # more slugs than that are no comparison but an attack


@dataclass(frozen=True)
class Row:
    """One fact of all compared clusters; an empty text is shown as `missing`."""

    label: str
    values: list[str]
    missing: str
    differs: bool


class CompareView(TemplateView):
    template_name = "clusters/compare.html"

    def get_context_data(self, **kwargs):
        published = Cluster.objects.published()
        slugs = list(dict.fromkeys(self.request.GET.getlist("c")))
        readable = [slug for slug in slugs[:MOST_READ] if is_slug(slug)]
        found = published.for_list().filter(slug__in=readable)
        by_slug = {cluster.slug: cluster for cluster in found}
        known = [by_slug[slug] for slug in readable if slug in by_slug]
        chosen = known[:MOST]
        names = published.exclude(pk__in=[c.pk for c in chosen])
        only = self.request.GET.get(ONLY, "")
        is_short = only == DIFFERENCES
        facts = rows(chosen) if len(chosen) >= LEAST else []
        return super().get_context_data(**kwargs) | {
            "clusters": [(c, query(chosen, is_short, without=c)) for c in chosen],
            "rows": [row for row in facts if row.differs or not is_short],
            "has_table": bool(facts),
            "is_short": is_short,
            "differences": sum(row.differs for row in facts),
            "other_view": query(chosen, not is_short),
            "others": names.only("slug", "short_name"),
            "can_add": len(chosen) < MOST,
            "hints": hints(slugs, known, only),
        }


def query(chosen: list[Cluster], is_short: bool, without: Cluster | None = None) -> str:
    """Query string of a comparison of these clusters but one."""
    pairs = [("c", c.slug) for c in chosen if c != without]
    return f"?{urlencode(pairs + [(ONLY, DIFFERENCES)] * is_short)}"


def hints(slugs: list[str], known: list[Cluster], only: str) -> list[str]:
    found = []
    if len(known) < len(slugs):
        found.append(_("Some of the clusters are unknown and were left out."))
    if len(known) > MOST:
        found.append(_("At most four clusters are compared; the first four are shown."))
    if len(known) < LEAST:
        found.append(_("Choose at least two clusters."))
    if only not in ("", DIFFERENCES):
        found.append(_("“nur” knows “unterschiede” only; all facts are shown."))
    return found


def rows(clusters: list[Cluster]) -> list[Row]:
    """All facts, in the order of the page."""
    unknown, unconfirmed = _("not documented"), _("not yet confirmed")

    def row(label: str, value, missing: str = unknown) -> Row:
        values = [str(value(c) or "") for c in clusters]
        # what is not documented for a cluster may well be the same
        return Row(label, values, missing, len(set(filter(None, values))) > 1)

    def text(label: str, value) -> Row:
        """What is another for each cluster, so that it does not tell them apart."""
        return replace(row(label, value), differs=False)

    facts = [
        text(_("Purpose"), lambda c: c.summary),
        text(_("Website"), lambda c: c.website),
        row(_("Seat"), seat_place),
        row(_("Innovation field"), lambda c: c.innovation_field),
        row(_("Founded"), lambda c: c.founding_year),
        row(_("Legal form"), lambda c: c.legal_form),
        row(_("Carrier"), lambda c: c.carrier),
        row(_("Members"), lambda c: c.members_count),
        row(_("Membership in the alliance"), lambda c: c.get_membership_display()),
        row(_("Confirmation"), confirmation, unconfirmed),
    ]
    offered = [{o.service_type_id for o in c.offers.all()} for c in clusters]
    worked = [{d.driver_id for d in c.driver_links.all()} for c in clusters]
    offers, works = _("✓ offers"), _("✓ works on it")
    facts += [yes_no(term, offered, offers) for term in ServiceType.objects.all()]
    return facts + [yes_no(term, worked, works) for term in Driver.objects.all()]


def seat_place(cluster: Cluster) -> str:
    """A branch is no seat, even where it is the only location."""
    seats = [item for item in cluster.locations.all() if item.is_seat]
    return seats[0].place.name if seats else ""


def confirmation(cluster: Cluster) -> str:
    is_confirmed = cluster.confirmed_on or cluster.confirmed_sections
    return confirmation_in_words(cluster) if is_confirmed else ""


def yes_no(term, having: list[set[int]], yes: str) -> Row:
    values = [yes if term.pk in ids else "" for ids in having]
    return Row(term.name, values, _("not documented"), len(set(values)) > 1)
