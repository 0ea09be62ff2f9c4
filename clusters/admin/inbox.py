"""The page of one enquiry at one cluster, and the steps that can be taken there."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.actions.enquiries import (
    CannotReceiveError,
    EnquiryStateError,
    HasEnquiryError,
    ReadBeforeError,
    ReasonMissingError,
    answer,
    close,
    hand_over,
    mark_answered,
    may,
    newest_message,
    take_on,
)
from clusters.actions.reminders import waiting_days
from clusters.forms.enquiry import CloseForm, HandOverForm, ReplyForm
from clusters.mail.enquiries import chain_of
from clusters.models import EnquiryThread

# step of an address: the form that it needs, if any
STEP_FORMS: dict[str, type[forms.Form] | None] = {
    "take-on": None,
    "answer": ReplyForm,
    "answered": None,
    "hand-over": HandOverForm,
    "close": CloseForm,
}
REFUSALS = {
    EnquiryStateError: gettext_lazy(
        "Somebody was quicker: in its present state this cannot be done any more."
    ),
    ReadBeforeError: gettext_lazy(
        "Somebody wrote or did something since you opened this page. Nothing was sent:"
        " read it below, then send your text again or change it."
    ),
    HasEnquiryError: gettext_lazy("This cluster has the enquiry already."),
    CannotReceiveError: gettext_lazy("Nobody would read the enquiry there."),
    ReasonMissingError: gettext_lazy(
        "You have not answered yet, so say why you close the enquiry."
    ),
}


@dataclass
class Outcome:
    """Of a step: done, not done with a text that says why, or a form to show again."""

    step: str
    text: str = ""
    is_done: bool = False
    refused: forms.Form | None = None
    status: int = 200


def form_of(step: str, thread: EnquiryThread, data=None) -> forms.Form | None:
    form_class = STEP_FORMS[step]
    if form_class is None:
        return None
    options: dict = {"prefix": step, "data": data}
    if form_class is HandOverForm:
        options["thread"] = thread
    if form_class is ReplyForm:
        options["initial"] = {"seen": newest_message(thread)}
    return form_class(**options)


def take_step(request, thread: EnquiryThread, step: str) -> Outcome:
    form = form_of(step, thread, request.POST)
    if form is not None and not form.is_valid():
        return Outcome(step, refused=form)
    data = form.cleaned_data if form is not None else {}
    try:
        text = do(step, thread, data, by=request.user)
    except tuple(REFUSALS) as error:
        return refusal(step, thread, form, str(REFUSALS[type(error)]))
    return Outcome(step, text, is_done=True)


def do(step: str, thread: EnquiryThread, data: dict, *, by) -> str:
    """Take a step; what to say then."""
    if step == "take-on":
        take_on(thread, by=by)
        return _("The firm sees that you work on it.")
    if step == "answer":
        answer(thread, text=data["text"], seen=data["seen"] or 0, by=by)
        return _("Your answer is on its way to the firm.")
    if step == "answered":
        mark_answered(thread, by=by)
        return _("Marked as answered.")
    if step == "hand-over":
        to = data["cluster"]
        hand_over(thread, to=to, reason=data["text"], by=by)
        return _("Handed over to %(cluster)s; the firm was told.") % {"cluster": to}
    close(thread, reason=data["text"], by=by)
    return _("The enquiry is closed.")


def refusal(
    step: str, thread: EnquiryThread, form: forms.Form | None, text: str
) -> Outcome:
    if form is None:
        return Outcome(step, text)
    form.add_error(None, text)
    if step == "answer":
        # what is shown now counts as read
        form.data = form.data.copy()
        form.data[form.add_prefix("seen")] = newest_message(thread)
    return Outcome(step, refused=form, status=409)


def thread_page(
    request, thread: EnquiryThread, context: dict, *, outcome: Outcome | None = None
) -> TemplateResponse:
    """`context`: what every admin page shows."""
    # a refused step may have met a state that is newer than the one read before
    thread.refresh_from_db()
    wrong = outcome.refused if outcome else None
    forms_by_step = {
        step.replace("-", "_"): wrong
        if outcome and outcome.step == step
        else form_of(step, thread)
        for step in STEP_FORMS
    }
    *earlier, own = chain_of(thread)
    context |= {
        "title": _("Enquiry %(number)s") % {"number": thread.enquiry.number},
        "thread": own,
        "enquiry": thread.enquiry,
        "earlier": earlier,
        "forms": forms_by_step,
        "wrong": wrong,
        "wrong_step": outcome.step if wrong and outcome else "",
        "may": {
            step: may(step, thread)
            for step in ("take_on", "answer", "mark_answered", "hand_over", "close")
        },
        "days": waiting_days(thread, timezone.now()),
    }
    page = "admin/clusters/enquirythread/thread.html"
    return TemplateResponse(
        request, page, context, status=outcome.status if outcome else 200
    )
