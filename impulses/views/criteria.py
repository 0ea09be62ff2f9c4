"""What impulses are assessed by: for coordinators."""

from __future__ import annotations

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from impulses.desk.criteria import changes_of_criteria
from impulses.forms.criteria import CriterionForm
from impulses.models import Criterion
from impulses.reviews.criteria import add_criterion, change_criterion
from impulses.views.access import review_page
from impulses.views.saving import Attempt


@require_safe
@review_page("impulses.coordinate")
def criteria(request):
    context = {"criteria": Criterion.objects.all(), "changes": changes_of_criteria()}
    return render(request, "impulses/review/criteria.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@review_page("impulses.coordinate")
def criterion_new(request):
    def save(form):
        add_criterion(form.values(), by=request.user)

    attempt = Attempt(request, CriterionForm, save)
    return answer(request, attempt, _("The criterion is added."))


@require_http_methods(["GET", "HEAD", "POST"])
@review_page("impulses.coordinate")
def criterion_edit(request, slug: str):
    criterion = get_object_or_404(Criterion, slug=slug)

    def make(data):
        # of an object of its own: a form writes what was typed into it
        return CriterionForm(data, instance=Criterion.objects.get(slug=slug))

    def save(form):
        version = form.seen
        done = change_criterion(
            criterion, form.values(), by=request.user, version=version
        )
        return done.version != version

    attempt = Attempt(request, make, save)
    attempt.context["criterion"] = criterion
    return answer(request, attempt, _("The criterion is changed."))


def answer(request, attempt: Attempt, thanks: str):
    if attempt.is_saved:
        attempt.thank(thanks)
        return redirect("impulses:criteria")
    page = "impulses/review/criterion.html"
    return render(request, page, attempt.context, status=attempt.status)
