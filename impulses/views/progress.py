"""Pages that say how far an impulse is: its state, its parts, its links."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from impulses.desk.conflict import Maker
from impulses.forms.progress import LinkForm, PartForm, ProgressForm
from impulses.lookup import impulse_or_404
from impulses.models import Impulse, ImpulsePart
from impulses.reviews.links import link_impulses, unlink_impulses
from impulses.reviews.parts import add_part, edit_part, reorder
from impulses.reviews.progress import change_implementation
from impulses.views.access import posted_only, review_page
from impulses.views.saving import Attempt

PAGE = "impulses/review/progress_form.html"


@review_page("impulses.coordinate")
def progress(request, number: int):
    """State, next step, day and unit of an impulse."""
    impulse = impulse_or_404(number)

    def make(data):
        return ProgressForm(data, instance=Impulse.objects.get(pk=impulse.pk))

    def save(form):
        version = form.seen_version()
        words = form.about()
        done = change_implementation(
            impulse, form.values(), by=request.user, version=version, **words
        )
        return done.version != version

    context = {"title": _("Implementation"), "has_parts": impulse.parts.exists()}
    return answer(request, impulse, make, save, context)


@review_page("impulses.coordinate")
def part_add(request, number: int):
    impulse = impulse_or_404(number)

    def make(data):
        return PartForm(data, instance=ImpulsePart(impulse=impulse))

    def save(form):
        add_part(impulse, form.values(), by=request.user, **form.about())

    context = {"title": _("New part"), "is_first": not impulse.parts.exists()}
    return answer(request, impulse, make, save, context)


@review_page("impulses.coordinate")
def part(request, number: int, pk: int):
    impulse = impulse_or_404(number)
    found = get_object_or_404(impulse.parts, pk=pk)

    def make(data):
        return PartForm(data, instance=ImpulsePart.objects.get(pk=pk))

    def save(form):
        version, words = form.seen_version(), form.about()
        done = edit_part(found, form.values(), version, by=request.user, **words)
        return done.version != version or bool(words["text_de"])

    return answer(request, impulse, make, save, {"title": found.title, "part": found})


@review_page("impulses.coordinate")
def link(request, number: int):
    impulse = impulse_or_404(number)

    def save(form):
        other, kind = form.cleaned_data["nummer"], form.cleaned_data["art"]
        link_impulses(impulse, other, kind, by=request.user)

    context = {"title": _("Link a related impulse")}
    return answer(request, impulse, LinkForm, save, context)


def answer(request, impulse: Impulse, make: Maker, save, context: dict):
    """The form; saved, back to the impulse; refused, with everything that was typed."""
    attempt = Attempt(request, make, save)
    if attempt.is_saved:
        attempt.thank(_("Saved; the public sees it."))
        return redirect("impulses:review", impulse.number)
    context |= {"impulse": impulse} | attempt.context
    return render(request, PAGE, context, status=attempt.status)


@posted_only("impulses:review")
@review_page("impulses.coordinate")
def unlink(request, number: int, other: int):
    impulse = impulse_or_404(number)
    unlink_impulses(impulse, impulse_or_404(other), by=request.user)
    messages.success(request, _("The link is taken away."))
    return redirect("impulses:review", number)


@posted_only("impulses:review")
@review_page("impulses.coordinate")
def part_up(request, number: int, pk: int):
    """Put a part before the one above it."""
    impulse = impulse_or_404(number)
    pks = list(impulse.parts.values_list("pk", flat=True))
    place = pks.index(get_object_or_404(impulse.parts, pk=pk).pk)
    if place:
        pks[place - 1 : place + 1] = [pks[place], pks[place - 1]]
        reorder(impulse, pks, by=request.user)
    return redirect(f"{reverse('impulses:review', args=[number])}#umsetzung")
