"""The admin page where a manager tries out what the entry is found by."""

from dataclasses import dataclass

from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusterallianz.listing import printable
from clusters.models import Cluster
from clusters.search.concepts import concept_names
from clusters.search.findability import Findability, findability
from clusters.search.reasons import Reason, reasons_for
from clusters.search.understanding import MAX_TEXT


@dataclass
class Other:
    """An entry among the first ones, with why it stands there."""

    cluster: Cluster
    points: int
    reasons: list[Reason]


def findability_page(request, cluster: Cluster, context: dict) -> TemplateResponse:
    """The form, and for a need the entry's place, points and missing words.

    `context`: what every admin page shows.
    """
    asked = printable(request.GET.get("q", "")).strip()
    text, hints = asked[:MAX_TEXT], []
    if len(asked) > MAX_TEXT:
        hints.append(
            _("Only the first %(number)s characters of your text were used.")
            % {"number": MAX_TEXT}
        )
    context |= {
        "title": _("What am I found by?"),
        "cluster": cluster,
        "text": text,
        "hints": hints,
        "is_public": cluster.is_public,
    }
    if text:
        result = findability(cluster, text, get_language() or "de")
        context |= explained(cluster, result)
        if result.answer.need.is_empty:
            hints.append(_("This text says nothing about a need. Use other words."))
    return TemplateResponse(request, "admin/clusters/cluster/findability.html", context)


def explained(cluster: Cluster, result: Findability) -> dict:
    """What the page shows of a result."""
    need = result.answer.need
    need.names = concept_names()
    keys = [hit.key for hit in result.best if hit.key != cluster.pk]
    others = Cluster.objects.published().for_list().in_bulk(keys)
    return {
        "result": result,
        "reasons": reasons_for(result.hit, cluster, need) if result.hit else [],
        "lacking": [need.name_of(meaning.concept) for meaning in result.lacking],
        "best": [
            Other(
                others[hit.key],
                hit.points,
                reasons_for(hit, others[hit.key], need),
            )
            for hit in result.best
            if hit.key in others
        ],
    }
