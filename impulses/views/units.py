"""The responsible units of the ministry."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from impulses.desk.units import units_with_duties
from impulses.forms.progress import UnitForm
from impulses.models import ResponsibleUnit
from impulses.reviews.units import save_unit
from impulses.views.access import review_page


@review_page("impulses.coordinate")
def units(request, pk: int | None = None):
    """All units, and the form for one: a new one, or the one of the address."""
    rows = units_with_duties()
    unit = get_object_or_404(rows, pk=pk) if pk is not None else ResponsibleUnit()
    name = unit.name
    is_sent = request.method == "POST"
    form = UnitForm(request.POST if is_sent else None, instance=unit)
    if is_sent and form.is_valid():
        save_unit(form.save(commit=False), by=request.user)
        messages.success(request, _("The unit is saved."))
        return redirect("impulses:units")
    context = {"form": form, "units": rows, "unit": unit, "name": name}
    return render(request, "impulses/review/units.html", context)
