"""The frame of the work area."""

from django import template

from impulses.desk.navigation import places_for
from impulses.people import name_of

register = template.Library()


@register.simple_tag(takes_context=True)
def review_places(context):
    """Address and label of the pages that the account may open."""
    return places_for(context["user"])


# an account as colleagues read it
register.filter("account_name", name_of)
