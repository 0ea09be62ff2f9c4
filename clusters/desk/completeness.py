"""How much of an entry is filled in, and where to fill in the rest."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# only what every cluster can say; a logo or a legal form is no duty
FIELDS = [
    "summary_de",
    "summary_en",
    "description_de",
    "description_en",
    "website",
    "carrier",
    "founding_year",
    "members_count",
    "innovation_field",
    "search_keywords",
]
Gap = tuple[str | Promise, str]


def completeness(cluster) -> tuple[int, list[Gap]]:
    """Percent of what an entry should say, and the gaps as (label, id on the form).

    Reads only what belongs to the entry; prefetch with `for_detail()` in a list.
    """
    checks = list(_checks(cluster))
    missing = [(label, anchor) for label, anchor, is_filled in checks if not is_filled]
    return round(100 * (len(checks) - len(missing)) / len(checks)), missing


def _checks(cluster) -> Iterator[tuple[str | Promise, str, bool]]:
    for name in FIELDS:
        label = cluster._meta.get_field(name).verbose_name
        is_filled = getattr(cluster, cluster._meta.get_field(name).attname)
        yield label, f"id_{name}", is_filled not in (None, "")
    contacts = [c for c in cluster.contacts.all() if c.is_public]
    seats = [place for place in cluster.locations.all() if place.is_seat]
    yield _("topics"), "id_topics", bool(cluster.topics.all())
    yield _("services"), "offers-group", bool(cluster.offers.all())
    yield (
        _("transformation drivers"),
        "driver_links-group",
        bool(cluster.driver_links.all()),
    )
    yield _("seat"), "locations-group", bool(seats)
    yield _("public contact"), "contacts-group", bool(contacts)
    yield _("confirmation"), "id_confirm", cluster.confirmed_on is not None
