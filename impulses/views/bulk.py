"""One action on many impulses: those ticked, or all hits of the filter."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from impulses.forms.work import AssignForm
from impulses.models import HIGHEST_NUMBER, Impulse
from impulses.review_filters import ReviewFilterSet
from impulses.reviews.assignments import (
    Outcome,
    assign,
    set_answer_due,
    set_assessment_due,
    unassign,
)
from impulses.reviews.errors import StepError
from impulses.reviews.steps import take_up
from impulses.views.access import review_page
from impulses.views.work import in_words

MOST = 5000


@require_POST
@review_page("impulses.coordinate")
def bulk(request):
    """Do the chosen action; whatever is missing is said, and nothing is changed."""
    query = QueryDict(request.POST.get("filter", "")[:2000])
    target = back(request, query)
    form = AssignForm(request.POST)
    act = ACTIONS.get(request.POST.get("aktion", ""))
    impulses = chosen(request, query)
    if act is None:
        messages.error(request, _("Choose what to do."))
    elif not impulses:
        messages.error(request, _("Choose at least one impulse."))
    elif not form.is_valid():
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            messages.error(request, f"{label}: {' '.join(map(str, errors))}")
    else:
        say(request, act, impulses, form.cleaned_data)
    return redirect(target)


def back(request, query: QueryDict) -> str:
    """To the page of the impulse that the form came from, or to the filtered list."""
    number = request.POST.get("zurueck", "")
    if number.isdecimal() and len(number) < 6:
        return reverse("impulses:review", args=[int(number)])
    return f"{reverse('impulses:review-list')}?{query.urlencode()}"


def say(request, act: Callable, impulses: list[Impulse], data: dict) -> None:
    try:
        outcome = act(impulses, data, request.user)
    except StepError as error:
        messages.error(request, str(error))
    else:
        words = in_words(outcome.changed, outcome.unchanged)
        messages.success(request, words)


def chosen(request, query: QueryDict) -> list[Impulse]:
    """The ticked impulses, or all of the filter if that was asked for."""
    if request.POST.get("alle") == "ja":
        rows = ReviewFilterSet(query, Impulse.objects.with_votes()).qs
        return list(rows.order_by("number")[:MOST])
    numbers = {
        int(value)
        for value in request.POST.getlist("impuls")[:MOST]
        if value.isdecimal() and len(value) < 6 and int(value) <= HIGHEST_NUMBER
    }
    return list(Impulse.objects.filter(number__in=numbers))


# --- the actions: (impulses, cleaned data of the form, account) -> Outcome


def do_assign(impulses, data, by) -> Outcome:
    if not data["personen"]:
        raise StepError(_("Choose at least one account."))
    return assign(
        impulses,
        data["personen"],
        lead=data["federfuehrend"],
        due_on=data["votum_bis"],
        by=by,
    )


def do_unassign(impulses, data, by) -> Outcome:
    if not data["personen"]:
        raise StepError(_("Choose at least one account."))
    return unassign(impulses, data["personen"], by=by)


def do_set_assessment_due(impulses, data, by) -> Outcome:
    if data["votum_bis"] is None:
        raise StepError(_("Enter the day on which the assessments are due."))
    return set_assessment_due(impulses, data["votum_bis"], by=by)


def do_set_answer_due(impulses, data, by) -> Outcome:
    is_public = data["oeffentlich"]
    return set_answer_due(impulses, data["antwort_bis"], is_public=is_public, by=by)


def do_take_up(impulses, _data, by) -> Outcome:
    open_ones = [i for i in impulses if i.answer == Impulse.Answer.OPEN]
    for impulse in open_ones:
        take_up(impulse, by=by)
    return Outcome(len(open_ones), len(impulses) - len(open_ones))


ACTIONS: dict[str, Callable] = {
    "zuweisen": do_assign,
    "entziehen": do_unassign,
    "votum-termin": do_set_assessment_due,
    "antwort-termin": do_set_answer_due,
    "aufnehmen": do_take_up,
}
