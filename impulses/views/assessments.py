"""Saving an own assessment, and taking all away that one may read."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clusterallianz.export import csv_response
from clusters.actions.audit import record
from clusters.models import AuditEntry
from impulses.desk.assessmentrows import header, rows
from impulses.desk.assessments import version_of
from impulses.desk.work import next_for
from impulses.forms.assessments import AssessmentForm
from impulses.lookup import impulse_or_404
from impulses.models import Assessment, Criterion
from impulses.reviews.assessments import save_assessment
from impulses.reviews.errors import ConflictError
from impulses.views.access import review_page


@require_http_methods(["GET", "HEAD", "POST"])
@review_page()
def assess(request, number: int):
    """The form of the own assessment, with the wording beside it."""
    impulse = impulse_or_404(number)
    if not request.user.has_perm("impulses.assess", impulse):
        raise PermissionDenied
    if request.method != "POST":
        return answer(request, impulse, form_of(impulse, request.user))
    form = form_of(impulse, request.user, request.POST)
    if not form.is_valid():
        return answer(request, impulse, form)
    try:
        if form.is_stale:
            raise ConflictError
        save_assessment(impulse, by=request.user, replaces=form.own, **form.values())
    except ConflictError:
        return refused_as_stale(request, impulse)
    except ValidationError as error:
        # the criteria have changed since the form was made
        return answer(request, impulse, refused_form(request, impulse, error))
    return saved(request, impulse)


def form_of(impulse, user, data=None) -> AssessmentForm:
    own = impulse.assessments.current().of(user).with_scores().first()
    return AssessmentForm(data, criteria=Criterion.objects.active(), own=own)


def answer(request, impulse, form: AssessmentForm, status: int = 200, **more):
    context = {"impulse": impulse, "form": form} | more
    return render(request, "impulses/review/assess.html", context, status=status)


def refused_form(request, impulse, error: ValidationError) -> AssessmentForm:
    form = form_of(impulse, request.user, request.POST)
    if form.is_valid():
        form.add_error(None, error.messages)
    return form


def refused_as_stale(request, impulse):
    """Both versions side by side; saving again puts the typed one on top."""
    data = request.POST.copy()
    form = form_of(impulse, request.user, data)
    data["ersetzt"] = str(form.own.pk) if form.own else ""
    newer = version_of(form.own, list(Criterion.objects.all())) if form.own else None
    return answer(request, impulse, form, status=409, newer=newer, is_stale=True)


def saved(request, impulse):
    """On to the next one if that was asked for and there is one."""
    if "weiter" not in request.POST:
        messages.success(request, _("Your assessment is saved."))
        # to the top, where the message stands
        return redirect("impulses:review", impulse.number)
    following = next_for(request.user, impulse)
    if following is None:
        messages.success(
            request, _("Your assessment is saved. No other one waits for you.")
        )
        return redirect("impulses:work")
    messages.success(
        request,
        _("Your assessment of impulse %(number)s is saved.")
        % {"number": impulse.number},
    )
    return redirect("impulses:assess", following.number)


@require_safe
@review_page()
def assessments_csv(request):
    """All that the account may read; the log says who took it."""
    criteria = list(Criterion.objects.all())
    readable = Assessment.objects.visible_to(request.user).for_export()
    record(AuditEntry.Action.EXPORT, by=request.user, about="voten.csv")
    return csv_response("voten", header(criteria), rows(readable, criteria))
