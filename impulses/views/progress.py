"""Pages that say how far an impulse is: its state, parts, links, and corrections."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from impulses.forms.progress import (
    CorrectionForm,
    LinkForm,
    PartForm,
    ProgressForm,
    UnitForm,
)
from impulses.models import ImpulsePart, PublicEntry, ResponsibleUnit
from impulses.reviews.corrections import correct
from impulses.reviews.errors import ConflictError, StepError
from impulses.reviews.links import link_impulses, unlink_impulses
from impulses.reviews.parts import add_part, edit_part
from impulses.reviews.progress import change_implementation
from impulses.reviews.units import save_unit
from impulses.views.access import impulse_or_404, review_page

PAGE = "impulses/review/progress_form.html"


@review_page("impulses.coordinate")
def progress(request, number: int):
    """State, next step, day and unit of an impulse."""
    impulse = impulse_or_404(number)
    data = request.POST if request.method == "POST" else None
    has_parts = impulse.parts.exists()
    form = ProgressForm(data, instance=impulse, has_parts=has_parts)

    def save():
        change_implementation(impulse, form.values(), by=request.user, **about(form))

    context = {"impulse": impulse, "title": _("Implementation"), "has_parts": has_parts}
    return answer(request, form, save, context)


@review_page("impulses.coordinate")
def part_add(request, number: int):
    impulse = impulse_or_404(number)
    data = request.POST if request.method == "POST" else None
    form = PartForm(data, instance=ImpulsePart(impulse=impulse))

    def save():
        words = about(form)
        del words["version"]
        add_part(impulse, form.values(), by=request.user, **words)

    is_first = not impulse.parts.exists()
    context = {"impulse": impulse, "title": _("New part"), "is_first": is_first}
    return answer(request, form, save, context)


@review_page("impulses.coordinate")
def part(request, number: int, pk: int):
    impulse = impulse_or_404(number)
    found = get_object_or_404(
        impulse.parts.select_related("impulse"), pk=min(pk, 2**31)
    )
    data = request.POST if request.method == "POST" else None
    form = PartForm(data, instance=found)

    def save():
        edit_part(found, form.values(), by=request.user, **about(form))

    return answer(request, form, save, {"impulse": impulse, "title": found.title})


def about(form) -> dict:
    """The words for the timeline, and the version that was seen."""
    cleaned = form.cleaned_data
    version = cleaned["version"] if cleaned["version"] is not None else -1
    words = {name: cleaned[name] for name in ("text_de", "text_en")}
    return words | {"version": version}


def answer(request, form, save, context: dict):
    """The form; saved, back to the impulse; refused, with everything that was typed."""
    number, status = context["impulse"].number, 200
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except StepError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error)
        except ConflictError as error:
            status = 409
            context["conflict"] = str(error)
            context["newer"] = newer_values(form)
        else:
            messages.success(request, _("Saved; the public sees it."))
            return redirect("impulses:review", number)
    return render(request, PAGE, context | {"form": form}, status=status)


def newer_values(form) -> list[tuple[str, str]]:
    """What stands there now, for each field in which it differs from what was typed.

    The form gets the newer version, so that sending it again overwrites on purpose.
    """
    fresh = type(form.instance).objects.get(pk=form.instance.pk)
    form.data = form.data.copy()
    form.data["version"] = fresh.version
    return [
        (str(form.fields[name].label or name), str(getattr(fresh, name) or "–"))
        for name in form.Meta.fields
        if name in form.fields and getattr(fresh, name) != form.cleaned_data.get(name)
    ]


@require_POST
@review_page("impulses.coordinate")
def link(request, number: int):
    """Link two impulses, or take the link away (`aktion=trennen`)."""
    impulse = impulse_or_404(number)
    form = LinkForm(request.POST)
    if not form.is_valid():
        errors = [
            f"{form[n].label}: {' '.join(map(str, e))}" for n, e in form.errors.items()
        ]
        messages.error(request, " ".join(errors))
        return redirect("impulses:review", number)
    other = impulse_or_404(form.cleaned_data["nummer"])
    if request.POST.get("aktion") == "trennen":
        unlink_impulses(impulse, other, by=request.user)
        messages.success(request, _("The link is taken away."))
    else:
        link_impulses(impulse, other, form.cleaned_data["art"], by=request.user)
        messages.success(request, _("The impulses are linked."))
    return redirect("impulses:review", number)


@review_page("impulses.coordinate")
def correction(request, pk: int):
    """A new entry that corrects an entry of the public timeline."""
    rows = PublicEntry.objects.select_related("impulse")
    entry = get_object_or_404(rows, pk=min(pk, 2**31))
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        correct(entry, by=request.user, **form.cleaned_data)
        messages.success(request, _("The correction stands in the timeline."))
        return redirect("impulses:review", entry.impulse.number)
    context = {"form": form, "entry": entry}
    return render(request, "impulses/review/correction.html", context)


@review_page("impulses.coordinate")
def units(request, pk: int | None = None):
    """All units, and the form for one: a new one, or the one of the address."""
    rows = ResponsibleUnit.objects.all()
    unit = get_object_or_404(rows, pk=min(pk, 2**31)) if pk else ResponsibleUnit()
    is_sent = request.method == "POST"
    form = UnitForm(request.POST if is_sent else None, instance=unit)
    if is_sent and form.is_valid():
        save_unit(form.save(commit=False), by=request.user)
        messages.success(request, _("The unit is saved."))
        return redirect("impulses:units")
    counted = rows.annotate(
        impulse_count=Count("impulses", distinct=True),
        part_count=Count("parts", distinct=True),
    )
    context = {"form": form, "units": counted, "unit": unit}
    return render(request, "impulses/review/units.html", context)
