"""One action on many impulses: those ticked, or all hits of the filter."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from impulses.forms.work import AssignForm
from impulses.lookup import whole_number
from impulses.models import HIGHEST_NUMBER, Impulse
from impulses.people import name_of
from impulses.review_filters import TICKED, ReviewFilterSet
from impulses.reviews.assignments import (
    Outcome,
    assign,
    set_answer_due,
    set_assessment_due,
    unassign,
)
from impulses.reviews.errors import StepError
from impulses.reviews.steps import take_up_all

# what one page can tick, and more
MOST_TICKED = 500
# ticks that an address can hold
MOST_KEPT = 100


def act(request, form: AssignForm, impulses: list[Impulse]) -> bool:
    """Do what the form asks for, and say what that changed; else the form says why not."""
    if not form.is_valid():
        return False
    name = form.cleaned_data["aktion"]
    try:
        outcome = ACTIONS[name](impulses, form.cleaned_data, request.user)
    except StepError as error:
        form.add_error(None, str(error))
        return False
    accounts = accounts_of(name, form.cleaned_data)
    words = [in_words(name, outcome, of_chosen=bool(accounts))]
    if accounts:
        words.append(_("Accounts: %(names)s.") % {"names": ", ".join(accounts)})
    elif name == "votum-termin":
        words.append(_("For all who are assigned."))
    messages.success(request, " ".join(words))
    return True


# actions that are about the ticked accounts
OF_ACCOUNTS = ["zuweisen", "entziehen", "votum-termin"]


def accounts_of(name: str, data) -> list[str]:
    """The names of those whom an action was about: who leads is assigned, ticked or not."""
    accounts = list(data["personen"]) if name in OF_ACCOUNTS else []
    if name == "zuweisen" and data["federfuehrend"]:
        accounts.append(data["federfuehrend"])
    return list(dict.fromkeys(map(name_of, accounts)))


def ticked(request) -> set[int]:
    """The numbers of the ticked impulses; what is none is left out."""
    return numbers_in(request.POST.getlist("impuls")[:MOST_TICKED])


def ticked_before(request) -> set[int]:
    """Those that were ticked when the action before this page was done."""
    return numbers_in(request.GET.getlist(TICKED)[:MOST_KEPT])


def numbers_in(sent: list[str]) -> set[int]:
    numbers = {whole_number(value, HIGHEST_NUMBER) for value in sent}
    return {number for number in numbers if number is not None}


def address_after(request) -> str:
    """The same list; several actions on the same impulses take one time of ticking."""
    query = request.GET.copy()
    query.setlist(TICKED, sorted(ticked(request))[:MOST_KEPT])
    return f"{request.path}?{query.urlencode()}" if query else request.path


def chosen(request, form: AssignForm, filterset: ReviewFilterSet) -> list[Impulse]:
    """The ticked impulses, or all hits if that was asked for; none with an error.

    The page says how many hits it showed: a parameter that is left out, or somebody
    else's change, must not widen what somebody wanted.
    """
    if request.POST.get("alle") != "ja":
        found = list(Impulse.objects.filter(number__in=ticked(request)))
        if not found:
            form.add_error(None, _("Tick at least one impulse."))
        return found
    if request.POST.get("treffer") != str(filterset.number):
        form.add_error(
            None, _("The hits of the filter have changed. Please check them again.")
        )
        return []
    return list(filterset.qs.order_by("number"))


# --- the actions: (impulses, cleaned data of the form, account) -> Outcome


def do_assign(impulses, data, by) -> Outcome:
    lead, due_on = data["federfuehrend"], data["votum_bis"]
    return assign(impulses, data["personen"], lead=lead, due_on=due_on, by=by)


def do_unassign(impulses, data, by) -> Outcome:
    return unassign(impulses, data["personen"], by=by)


def do_set_assessment_due(impulses, data, by) -> Outcome:
    accounts, due_on = data["personen"], data["votum_bis"]
    return set_assessment_due(impulses, due_on, accounts=accounts, by=by)


def do_set_answer_due(impulses, data, by) -> Outcome:
    is_public = data["oeffentlich"]
    return set_answer_due(impulses, data["antwort_bis"], is_public=is_public, by=by)


def do_clear_answer_due(impulses, _data, by) -> Outcome:
    return set_answer_due(impulses, None, is_public=False, by=by)


def do_take_up(impulses, _data, by) -> Outcome:
    return take_up_all(impulses, by=by)


ACTIONS: dict[str, Callable] = {
    "zuweisen": do_assign,
    "entziehen": do_unassign,
    "votum-termin": do_set_assessment_due,
    "antwort-termin": do_set_answer_due,
    "antwort-ohne-termin": do_clear_answer_due,
    "aufnehmen": do_take_up,
}
DONE = {
    "zuweisen": ngettext_lazy(
        "%(n)s impulse was assigned.", "%(n)s impulses were assigned.", "n"
    ),
    "entziehen": ngettext_lazy(
        "The assignment of %(n)s impulse was taken back.",
        "The assignments of %(n)s impulses were taken back.",
        "n",
    ),
    "votum-termin": ngettext_lazy(
        "%(n)s impulse has this day for its assessments now.",
        "%(n)s impulses have this day for their assessments now.",
        "n",
    ),
    "antwort-termin": ngettext_lazy(
        "%(n)s impulse has this day for its answer now.",
        "%(n)s impulses have this day for their answers now.",
        "n",
    ),
    "antwort-ohne-termin": ngettext_lazy(
        "%(n)s impulse has no day for its answer any more.",
        "%(n)s impulses have no day for their answers any more.",
        "n",
    ),
    "aufnehmen": ngettext_lazy(
        "%(n)s impulse was taken up for review.",
        "%(n)s impulses were taken up for review.",
        "n",
    ),
}


ANSWERED = ngettext_lazy(
    "%(n)s was left out: the ministry has answered it.",
    "%(n)s were left out: the ministry has answered them.",
    "n",
)
# why an action makes no sense for an impulse
LEFT_OUT = {
    "zuweisen": ANSWERED,
    "votum-termin": ngettext_lazy(
        "%(n)s was left out: nobody is assigned.",
        "%(n)s were left out: nobody is assigned.",
        "n",
    ),
    "antwort-termin": ANSWERED,
    "antwort-ohne-termin": ANSWERED,
}


NONE_OF_THESE = ngettext_lazy(
    "%(n)s was left out: none of these accounts is assigned.",
    "%(n)s were left out: none of these accounts is assigned.",
    "n",
)


def in_words(name: str, outcome: Outcome, *, of_chosen: bool) -> str:
    """What an action did; `of_chosen`: with some accounts alone."""
    words = [DONE[name] % {"n": outcome.changed}]
    if outcome.unchanged:
        text = ngettext(
            "%(n)s stayed as it was.", "%(n)s stayed as they were.", outcome.unchanged
        )
        words.append(text % {"n": outcome.unchanged})
    if outcome.left_out:
        is_of_them = of_chosen and name == "votum-termin"
        reason = NONE_OF_THESE if is_of_them else LEFT_OUT[name]
        words.append(reason % {"n": outcome.left_out})
    return " ".join(words)
