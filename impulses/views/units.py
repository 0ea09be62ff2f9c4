"""The responsible units of the ministry."""

from __future__ import annotations

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from impulses.desk.units import units_with_duties
from impulses.forms.units import UnitForm
from impulses.lookup import seen_version
from impulses.models import ResponsibleUnit
from impulses.reviews.units import save_unit
from impulses.views.access import review_page
from impulses.views.saving import Attempt


@review_page("impulses.coordinate")
def units(request, pk: int | None = None):
    """All units, and the form for one: a new one, or the one of the address."""
    rows = units_with_duties()
    unit = get_object_or_404(rows, pk=pk) if pk is not None else None

    def make(data):
        # of an object of its own: a form writes what was typed into it
        own = ResponsibleUnit.objects.get(pk=unit.pk) if unit else ResponsibleUnit()
        return UnitForm(data, instance=own)

    def save(form):
        version = seen_version(form.cleaned_data["version"])
        is_new = form.instance.pk is None
        done = save_unit(form.save(commit=False), version, by=request.user)
        return is_new or done.version != version

    attempt = Attempt(request, make, save)
    if attempt.is_saved:
        attempt.thank(_("The unit is saved."))
        return redirect("impulses:units")
    context = {"units": rows, "unit": unit} | attempt.context
    return render(request, "impulses/review/units.html", context, status=attempt.status)
