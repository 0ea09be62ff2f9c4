"""One answer: its form, its preview, and each step that it can take."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from impulses.desk.answers import preview_of
from impulses.desk.assessments import assessments_panel
from impulses.forms.answers import AnswerForm, TimeForm, first_draft
from impulses.lookup import impulse_or_404, seen_version
from impulses.models import Answer, Impulse
from impulses.reviews import answers
from impulses.reviews.errors import ConflictError, StepError
from impulses.transitions import draft_of, require
from impulses.views.access import posted_only, review_page

LANGUAGES = ["de", "en"]


@review_page("impulses.coordinate")
def answer_form(request, number):
    """Write the first draft, or change the one that waits."""
    rows = Impulse.objects.select_related("published_answer")
    impulse = impulse_or_404(number, rows)
    draft = draft_of(impulse)
    if request.method != "POST":
        if draft and draft.state == Answer.State.SCHEDULED:
            return redirect("impulses:answer-preview", number)
        start = draft or first_draft(impulse)
        version = draft.version if draft else None
        form = AnswerForm(instance=start, initial={"version": version})
        return form_page(request, impulse, form)
    form = AnswerForm(request.POST, instance=Answer(impulse=impulse))
    if not form.is_valid():
        return form_page(request, impulse, form)
    try:
        save(impulse, draft, form, by=request.user)
    except (ConflictError, StepError) as error:
        return conflict_page(request, impulse, form, error)
    except ValidationError as error:
        # a unit that was closed, or a day that passed, between the form and its saving
        form.add_error(None, error)
        return form_page(request, impulse, form)
    messages.success(request, _("The draft is saved. This is how the public sees it."))
    return redirect("impulses:answer-preview", number)


def save(impulse: Impulse, draft: Answer | None, form: AnswerForm, *, by) -> Answer:
    """Raises ConflictError if it is not the draft, or no draft, that was opened."""
    version = form.cleaned_data["version"]
    if version is None:
        return answers.prepare_answer(impulse, form.cleaned_data, by=by)
    if draft is None:
        raise ConflictError(
            _("Meanwhile the draft was discarded or published. Nothing was saved.")
        )
    return answers.edit_answer(draft, form.cleaned_data, version, by=by)


def conflict_page(request, impulse: Impulse, form: AnswerForm, error: Exception):
    """What was typed, beside what is stored; whoever saves again has seen both."""
    stored = impulse.answers.for_release().first()
    version = stored.version if stored else ""
    form.data = {**request.POST.dict(), "version": version}
    return form_page(request, impulse, form, stored=stored, problem=str(error))


def form_page(request, impulse: Impulse, form: AnswerForm, stored=None, problem=""):
    context = {
        "impulse": impulse,
        "form": form,
        "stored": preview_of(stored, request.user) if stored else None,
        "problem": problem,
        "assessments": assessments_panel(impulse, request.user),
        "starts_from_public": impulse.is_answered and is_first(form),
    }
    status = 409 if problem else 200
    return render(request, "impulses/review/answer_form.html", context, status=status)


def is_first(form: AnswerForm) -> bool:
    """Whether nobody has typed anything yet."""
    return form.instance.pk is None and not form.is_bound


@review_page("impulses.coordinate")
def preview(request, number):
    impulse = impulse_or_404(number)
    return preview_page(request, impulse)


def preview_page(request, impulse: Impulse, form=None, status: int = 200):
    """`status` 409: the draft is another one than was looked at."""
    draft = impulse.answers.for_release().first()
    if draft is None:
        return redirect("impulses:answer", impulse.number)
    wanted = request.GET.get("sprache")
    language = wanted if wanted in LANGUAGES else (get_language() or "de")[:2]
    context = {
        "impulse": impulse,
        "preview": preview_of(draft, request.user),
        "versions": [draft.version],
        "form": form or TimeForm(),
        "language": language,
        "has_changed": status == 409,
    }
    return render(
        request, "impulses/review/answer_preview.html", context, status=status
    )


@posted_only("impulses:answer-preview")
@review_page("impulses.publish_answer")
def publish(request, number):
    def act(draft, version):
        answers.publish_answer(draft, version, by=request.user)
        messages.success(request, _("The answer is published."))

    return take(request, number, "publish", act, "impulses:review")


@posted_only("impulses:answer-preview")
@review_page("impulses.publish_answer")
def schedule(request, number):
    impulse = impulse_or_404(number)
    require("schedule", impulse, draft_of(impulse), request.user)
    form = TimeForm(request.POST)
    if not form.is_valid():
        return preview_page(request, impulse, form, status=400)

    def act(draft, version):
        moment = form.cleaned_data["publish_at"]
        answers.schedule_answer(draft, moment, version, by=request.user)
        when = date_format(localtime(moment), "DATETIME_FORMAT")
        text = _("The answer will be published on %(when)s.") % {"when": when}
        messages.success(request, text)

    return take(request, number, "schedule", act)


@posted_only("impulses:answer-preview")
@review_page("impulses.coordinate")
def recall(request, number):
    def act(draft, version):
        answers.recall_answer(draft, version, by=request.user)
        messages.success(request, _("The release is recalled; it is a draft again."))

    return take(request, number, "recall", act)


@posted_only("impulses:answer-preview")
@review_page("impulses.coordinate")
def discard(request, number):
    def act(draft, version):
        answers.discard_answer(draft, version, by=request.user)
        messages.success(request, _("The draft is discarded."))

    return take(request, number, "discard", act, "impulses:review")


def take(request, number, name, act, then="impulses:answer-preview"):
    """Let `act(draft, version)` take a step; who has seen another draft sees this one."""
    impulse = impulse_or_404(number)
    draft = draft_of(impulse)
    require(name, impulse, draft, request.user)
    try:
        act(draft, seen_version(request.POST.get("version", "")))
    except ConflictError:
        return preview_page(request, impulse, status=409)
    return redirect(then, number)
