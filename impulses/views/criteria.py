"""What impulses are assessed by: for coordinators."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from impulses.desk.conflict import renewed
from impulses.desk.criteria import changes_of_criteria
from impulses.forms.criteria import CriterionForm
from impulses.models import Criterion
from impulses.reviews.criteria import add_criterion, change_criterion
from impulses.reviews.errors import ConflictError
from impulses.views.access import review_page


@require_safe
@review_page("impulses.coordinate")
def criteria(request):
    context = {"criteria": Criterion.objects.all(), "changes": changes_of_criteria()}
    return render(request, "impulses/review/criteria.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@review_page("impulses.coordinate")
def criterion_new(request):
    form = CriterionForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            add_criterion(form.values(), by=request.user)
        except ConflictError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            messages.success(request, _("The criterion is added."))
            return redirect("impulses:criteria")
    page = "impulses/review/criterion.html"
    return render(request, page, {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@review_page("impulses.coordinate")
def criterion_edit(request, slug: str):
    criterion = get_object_or_404(Criterion, slug=slug)
    is_sent = request.method == "POST"
    form = form_of(slug, request.POST if is_sent else None)
    context: dict[str, Any] = {"criterion": criterion}
    status = 200
    if form.is_valid():
        try:
            change_criterion(
                criterion, form.values(), by=request.user, version=form.seen
            )
        except ConflictError as error:
            form, found = renewed(form, partial(form_of, slug))
            context |= {"conflict": str(error), "differences": found}
            status = 409
        else:
            messages.success(request, _("The criterion is changed."))
            return redirect("impulses:criteria")
    context["form"] = form
    return render(request, "impulses/review/criterion.html", context, status=status)


def form_of(slug: str, data) -> CriterionForm:
    """Of an object of its own: a form writes what was typed into it."""
    return CriterionForm(data, instance=Criterion.objects.get(slug=slug))
