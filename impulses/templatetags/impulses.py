"""What other pages show of the impulses."""

from django import template

from impulses.brief.files import FORMATS
from impulses.caveats import about_assignment, about_states
from impulses.lateness import clock_words, days_late
from impulses.models import Impulse

register = template.Library()
register.filter(clock_words)
register.filter(days_late)
register.filter(about_assignment)
register.simple_tag(about_states)


@register.inclusion_tag("impulses/partials/brief_links.html")
def brief_links(filterset):
    """Links to the files of a list, with its filter and its order."""
    return {"formats": FORMATS.values(), "query": filterset.query_without()[1:]}


@register.inclusion_tag("impulses/partials/related.html")
def related_impulses(cluster):
    """Impulses that a cluster asks for or can deliver, for its profile."""
    return {"cluster": cluster, "impulses": Impulse.objects.for_cluster(cluster)}
