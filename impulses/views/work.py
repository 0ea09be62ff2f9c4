"""My work, all impulses, and one impulse in the work area."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from clusterallianz.listing import ListingMixin
from impulses.desk.answers import answers_panel
from impulses.desk.assessments import assessments_panel
from impulses.desk.history import timeline_of
from impulses.desk.notes import notes_panel
from impulses.desk.progress import progress_panel
from impulses.desk.voices import voices_panel
from impulses.desk.work import (
    groups_of,
    next_for,
    tasks_of,
    waiting_for_coordination,
)
from impulses.forms.work import AbsenceForm, AssignForm, NoteForm
from impulses.models import Absence, Impulse
from impulses.review_filters import ReviewFilterSet
from impulses.reviews.absences import end_absence, enter_absence
from impulses.reviews.errors import StepError
from impulses.reviews.notes import write_note
from impulses.reviews.steps import take_up
from impulses.transitions import draft_of, steps_for
from impulses.views.access import impulse_or_404, review_page

PANELS = {
    "assessments": assessments_panel,
    "answer": answers_panel,
    "progress": progress_panel,
    "voices": voices_panel,
    "notes": notes_panel,
}


@review_page()
def work(request):
    """What waits for this account, the most urgent first."""
    tasks = tasks_of(request.user)
    is_coordinator = request.user.has_perm("impulses.coordinate")
    context = {
        "groups": groups_of(tasks),
        "next": next(iter(t.impulse for t in tasks if not t.is_voted), None),
        "waiting": waiting_for_coordination(request.user) if is_coordinator else [],
        "is_coordinator": is_coordinator,
    }
    return render(request, "impulses/review/work.html", context)


@method_decorator(review_page(), name="dispatch")
class ReviewListView(ListingMixin, ListView):
    template_name = "impulses/review/list.html"
    context_object_name = "impulses"
    filterset_class = ReviewFilterSet
    paginate_by = 50

    def get_queryset(self):
        self.queryset = Impulse.objects.with_votes().for_review_list()
        return super().get_queryset()

    def get_context_data(self, **kwargs):
        may = self.request.user.has_perm("impulses.coordinate")
        return super().get_context_data(**kwargs) | {
            "form": AssignForm() if may else None,
            "query": self.filterset.query_with("seite", "")[1:],
        }


@review_page()
def impulse_page(request, number: int):
    """All that the account may know of an impulse, and what it can do next."""
    impulse = impulse_or_404(number, Impulse.objects.with_votes().for_review())
    return impulse_answer(request, impulse)


def impulse_answer(request, impulse, status: int = 200, **more):
    """The page of an impulse; `more`: a refused form that keeps what was typed."""
    user = request.user
    panels = {name: panel(impulse, user) for name, panel in PANELS.items()}
    if "note_form" in more:
        panels["notes"]["form"] = more.pop("note_form")
    reads = user.has_perm("impulses.read_internal", impulse)
    entries = impulse.internal_entries.select_related("by") if reads else []
    context = {
        "impulse": impulse,
        "panels": panels,
        "steps": [s.name for s in steps_for(impulse, draft_of(impulse), user)],
        "may_assess": user.has_perm("impulses.assess", impulse),
        "may_coordinate": user.has_perm("impulses.coordinate"),
        "reads_internal": reads,
        "internal_entries": entries,
        "lines": timeline_of(impulse),
        "next": next_for(user, impulse),
        "assign_form": AssignForm() if user.has_perm("impulses.coordinate") else None,
    }
    page = "impulses/review/impulse.html"
    return render(request, page, context | more, status=status)


@require_POST
@review_page("impulses.coordinate")
def take_up_step(request, number: int):
    impulse = take_up(impulse_or_404(number), by=request.user)
    messages.success(request, _("The impulse is under review; the public sees it."))
    return redirect("impulses:review", impulse.number)


@require_POST
@review_page()
def note(request, number: int):
    impulse = impulse_or_404(number, Impulse.objects.with_votes().for_review())
    form = NoteForm(request.POST)
    if not form.is_valid():
        return impulse_answer(request, impulse, note_form=form)
    write_note(impulse, form.cleaned_data["text"], by=request.user)
    messages.success(request, _("The note is written."))
    return redirect("impulses:review", impulse.number)


@review_page()
def absences(request):
    """Absences of the account, for coordinators of all; and the form for a new one."""
    user = request.user
    is_sent = request.method == "POST"
    form = AbsenceForm(request.POST if is_sent else None, user=user)
    if is_sent and form.is_valid():
        try:
            enter_absence(*in_order(form.cleaned_data), by=user)
        except StepError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The absence is entered."))
            return redirect("impulses:absences")
    rows = Absence.objects.select_related("account", "deputy").not_over()
    if not user.has_perm("impulses.coordinate"):
        rows = rows.of(user)
    context = {"form": form, "absences": rows}
    return render(request, "impulses/review/absences.html", context)


def in_order(data: dict) -> tuple:
    return data["konto"], data["vertretung"], data["von"], data["bis"]


@require_POST
@review_page()
def absence_end(request, pk: int):
    rows = Absence.objects.all()
    if not request.user.has_perm("impulses.coordinate"):
        rows = rows.filter(account=request.user)
    end_absence(get_object_or_404(rows, pk=pk), by=request.user)
    messages.success(request, _("The absence is ended."))
    return redirect("impulses:absences")


def in_words(changed: int, unchanged: int) -> str:
    """What a bulk action did."""
    text = ngettext("%(n)s change.", "%(n)s changes.", changed) % {"n": changed}
    if unchanged:
        more = ngettext("%(n)s was so already.", "%(n)s were so already.", unchanged)
        text = f"{text} {more % {'n': unchanged}}"
    return text
