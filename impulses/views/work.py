"""My work, all impulses, and one impulse in the work area."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import ListView

from clusterallianz.listing import ListingMixin
from impulses.desk.answers import answers_panel
from impulses.desk.assessments import assessments_panel
from impulses.desk.firststep import first_step
from impulses.desk.notes import notes_panel
from impulses.desk.progress import progress_panel
from impulses.desk.trace import trace_of
from impulses.desk.work import (
    around,
    groups_of,
    tasks_of,
    waiting_for_coordination,
)
from impulses.forms.work import AbsenceForm, AssignForm, NoteForm
from impulses.history import timeline_of
from impulses.lookup import impulse_or_404
from impulses.models import Absence, Impulse
from impulses.review_filters import ReviewFilterSet, WorkFilterSet
from impulses.reviews.absences import end_absence, enter_absence
from impulses.reviews.errors import StepError
from impulses.reviews.notes import write_note
from impulses.reviews.steps import take_up
from impulses.views.access import posted_only, review_page
from impulses.views.bulk import act, address_after, chosen, ticked, ticked_before
from impulses.voices import voices_panel

PANELS = {
    "assessments": assessments_panel,
    "answer": answers_panel,
    "progress": progress_panel,
    "voices": voices_panel,
    "notes": notes_panel,
}


@method_decorator(review_page(), name="dispatch")
class WorkView(ListingMixin, ListView):
    """What waits for this account, the most urgent first."""

    template_name = "impulses/review/work.html"
    filterset_class = WorkFilterSet
    paginate_by = None

    def get_queryset(self):
        self.tasks = tasks_of(self.request.user)
        keys = [task.impulse.pk for task in self.tasks]
        self.queryset = Impulse.objects.filter(pk__in=keys)
        return super().get_queryset()

    def get_context_data(self, **kwargs):
        user = self.request.user
        hits = set(self.filterset.qs.values_list("pk", flat=True))
        tasks = [task for task in self.tasks if task.impulse.pk in hits]
        is_coordinator = user.has_perm("impulses.coordinate")
        return super().get_context_data(**kwargs) | {
            "groups": groups_of(tasks),
            "number": len(tasks),
            "has_tasks": bool(self.tasks),
            "next": next(iter(t.impulse for t in tasks if not t.is_voted), None),
            "waiting": waiting_for_coordination(user) if is_coordinator else [],
            "is_coordinator": is_coordinator,
        }


@method_decorator(review_page(), name="dispatch")
class ReviewListView(ListingMixin, ListView):
    template_name = "impulses/review/list.html"
    context_object_name = "impulses"
    filterset_class = ReviewFilterSet
    paginate_by = 50

    def get_queryset(self):
        self.queryset = Impulse.objects.with_votes().for_review_list()
        return super().get_queryset()

    def post(self, request):
        """One action on many; a refused form comes back with all that was chosen."""
        if not request.user.has_perm("impulses.coordinate"):
            raise PermissionDenied
        form = AssignForm(request.POST)
        hits = ReviewFilterSet(request.GET, Impulse.objects.with_votes())
        impulses = chosen(request, form, hits)
        if impulses and act(request, form, impulses):
            return redirect(address_after(request))
        self.extra_context = {
            "form": form,
            "ticked": ticked(request),
            "is_all": request.POST.get("alle") == "ja",
        }
        return self.get(request)

    def get_context_data(self, **kwargs):
        may = self.request.user.has_perm("impulses.coordinate")
        form = AssignForm() if may else None
        context = {"form": form, "ticked": ticked_before(self.request)}
        return context | super().get_context_data(**kwargs)


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
    closed = panels["notes"]["why_closed"]
    context = {
        "impulse": impulse,
        "panels": panels,
        "first": first_step(impulse, user),
        "may_coordinate": user.has_perm("impulses.coordinate"),
        "why_closed": closed,
        "internal_entries": [] if closed else trace_of(impulse),
        "lines": timeline_of(impulse),
        "neighbours": around(user, impulse),
        "assign_form": AssignForm() if user.has_perm("impulses.coordinate") else None,
    }
    page = "impulses/review/impulse.html"
    return render(request, page, context | more, status=status)


@posted_only("impulses:review")
@review_page("impulses.coordinate")
def take_up_step(request, number: int):
    impulse = take_up(impulse_or_404(number), by=request.user)
    messages.success(request, _("The impulse is under review; the public sees it."))
    return redirect("impulses:review", impulse.number)


@posted_only("impulses:review")
@review_page("impulses.coordinate")
def assign_one(request, number: int):
    """The actions of the list, for one impulse."""
    impulse = impulse_or_404(number, Impulse.objects.with_votes().for_review())
    form = AssignForm(request.POST)
    if not act(request, form, [impulse]):
        return impulse_answer(request, impulse, assign_form=form)
    return redirect("impulses:review", impulse.number)


@posted_only("impulses:review")
@review_page()
def note(request, number: int):
    impulse = impulse_or_404(number, Impulse.objects.with_votes().for_review())
    if not request.user.has_perm("impulses.assess", impulse):
        raise PermissionDenied
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
    context = {"form": form, "absences": rows, "today": timezone.localdate()}
    return render(request, "impulses/review/absences.html", context)


def in_order(data: dict) -> tuple:
    return data["konto"], data["vertretung"], data["von"], data["bis"]


@posted_only("impulses:absences")
@review_page()
def absence_end(request, pk: int):
    rows = Absence.objects.all()
    if not request.user.has_perm("impulses.coordinate"):
        rows = rows.filter(account=request.user)
    end_absence(get_object_or_404(rows, pk=pk), by=request.user)
    messages.success(request, _("The absence is ended."))
    return redirect("impulses:absences")
