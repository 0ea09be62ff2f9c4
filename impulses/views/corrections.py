"""Correcting an entry of the public timeline."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from impulses.forms.corrections import CorrectionForm
from impulses.history import line_of
from impulses.models import PublicEntry
from impulses.reviews.corrections import correct
from impulses.views.access import review_page


@review_page("impulses.coordinate")
def correction(request, pk: int):
    """A new entry that says what is right."""
    rows = PublicEntry.objects.select_related("impulse")
    entry = get_object_or_404(rows, pk=pk)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        correct(entry, by=request.user, **form.cleaned_data)
        messages.success(request, _("The correction stands in the timeline."))
        return redirect("impulses:review", entry.impulse.number)
    context = {"form": form, "entry": entry, "line": line_of(entry)}
    return render(request, "impulses/review/correction.html", context)
