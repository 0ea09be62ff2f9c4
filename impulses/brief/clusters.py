"""What the clusters say to many impulses, and can do for them, in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.models import Cluster
from impulses.brief.texts import plain
from impulses.models import Impulse, Voice
from impulses.querysets.delivery import delivering_clusters


def voices_of(rows: Iterable[Impulse]) -> dict[int, str]:
    """The voices of every impulse in words: "14 of 20 support it, 6 can deliver"."""
    keys = [row.pk for row in rows]
    total = Cluster.objects.published().count()
    voices = Voice.objects.public().filter(impulse__in=keys)
    found = {key: counts for key, *counts in voices.tally()}
    return {key: voices_in_words(found.get(key, [0, 0, 0]), total) for key in keys}


def voices_in_words(counts: list[int], total: int) -> str:
    """`counts`: how many support it, have concerns, can deliver. Empty without any."""
    supporting, concerned, delivering = counts
    if not any(counts):
        return ""
    parts = [
        ngettext(
            "%(number)s of %(total)s supports it",
            "%(number)s of %(total)s support it",
            supporting,
        )
        % {"number": supporting, "total": total},
        ngettext("%(number)s can deliver", "%(number)s can deliver", delivering)
        % {"number": delivering},
    ]
    if concerned:
        parts.insert(1, _("%(number)s with concerns") % {"number": concerned})
    return ", ".join(parts)


def clusters_offering(rows: Iterable[Impulse]) -> dict[int, list[str]]:
    """Names of the public clusters that offer a service of each impulse, are named for
    it, or say that they can deliver, in German order."""
    names = dict(Cluster.objects.published().values_list("pk", "short_name"))
    among = Impulse.objects.filter(pk__in=[row.pk for row in rows])
    found: defaultdict[int, list[str]] = defaultdict(list)
    for impulse, clusters in delivering_clusters(among).items():
        found[impulse] = [plain(name) for key, name in names.items() if key in clusters]
    return found
