"""What other pages show of the impulses."""

from django import template

from impulses.brief.files import FORMATS
from impulses.caveats import about_assignment, about_states
from impulses.lateness import clock_words, days_late
from impulses.voices import related_to

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
    """What a cluster says of impulses and what else ties it to them, for its profile."""
    return {"related": related_to(cluster)}
