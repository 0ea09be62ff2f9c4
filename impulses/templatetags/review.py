"""The frame of the work area."""

from django import template

from impulses.desk.navigation import places_for
from impulses.lateness import days_late
from impulses.review_filters import name_of

register = template.Library()


@register.simple_tag(takes_context=True)
def review_places(context):
    """Address and label of the pages that the account may open."""
    return places_for(context["user"])


@register.simple_tag
def late(due_on) -> int:
    """Whole days since a day on which something was owed; 0 while there is time."""
    return days_late(due_on)


# an account as colleagues read it
register.filter("account_name", name_of)
