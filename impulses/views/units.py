"""The responsible units of the ministry."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from impulses.desk.conflict import renewed
from impulses.desk.units import units_with_duties
from impulses.forms.units import UnitForm
from impulses.lookup import seen_version
from impulses.models import ResponsibleUnit
from impulses.reviews.errors import ConflictError
from impulses.reviews.units import save_unit
from impulses.views.access import review_page


@review_page("impulses.coordinate")
def units(request, pk: int | None = None):
    """All units, and the form for one: a new one, or the one of the address."""
    rows = units_with_duties()
    unit = get_object_or_404(rows, pk=pk) if pk is not None else ResponsibleUnit()
    name = unit.name
    form, status = UnitForm(request.POST or None, instance=unit), 200
    context = {"units": rows, "unit": unit, "name": name}
    if request.method == "POST" and form.is_valid():
        version = seen_version(form.cleaned_data["version"])
        try:
            save_unit(form.save(commit=False), version, by=request.user)
        except ConflictError as error:
            status = 409
            if pk is None:
                form.add_error(None, str(error))
            else:
                form, found = renewed(form, partial(form_of, pk))
                context |= {"conflict": str(error), "differences": found}
        else:
            messages.success(request, _("The unit is saved."))
            return redirect("impulses:units")
    context["form"] = form
    return render(request, "impulses/review/units.html", context, status=status)


def form_of(pk: int, data) -> UnitForm:
    return UnitForm(data, instance=ResponsibleUnit.objects.get(pk=pk))
