"""What has changed between two days, as a page and a table."""

from __future__ import annotations

from datetime import date, timedelta

from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clusterallianz.export import csv_response
from clusterallianz.listing import printable
from clusters.models import Driver
from impulses.desk.history import changed_between
from impulses.models import HIGHEST_NUMBER, Impulse
from impulses.standing import FIRST_DAY

DEFAULT = timedelta(days=90)


@require_safe
def changes(request):
    """`?von=…&bis=…`, for one impulse (`impuls`) or a driver (`treiber`)."""
    hints: list[str] = []
    first, last = asked_days(request.GET, hints)
    impulses = asked_impulses(request.GET, hints)
    found, number = changed_between(first, last, impulses)
    if request.GET.get("format") == "csv":
        rows = [[c.impulse.number, c.impulse.title, w] for c in found for w in c.words]
        header = [_("Number"), _("Title"), _("Change")]
        return csv_response(f"aenderungen-{first}-{last}", header, rows)
    today = timezone.localdate()
    context = {
        "found": found,
        "number": number,
        "first": first,
        "last": last,
        "hints": hints,
        "presets": [
            (_("30 days"), today - timedelta(days=30)),
            (_("90 days"), today - DEFAULT),
            (_("since the year began"), today.replace(month=1, day=1)),
            (_("since the paper"), FIRST_DAY),
        ],
        "today": today,
        "drivers": Driver.objects.all(),
    }
    return render(request, "impulses/changes.html", context)


def asked_days(data, hints: list[str]) -> tuple[date, date]:
    today = timezone.localdate()
    last = day_of(data.get("bis", ""), hints) or today
    first = day_of(data.get("von", ""), hints) or last - DEFAULT
    if first > last:
        hints.append(_("The days were the other way round."))
        first, last = last, first
    return first, last


def day_of(text: str, hints: list[str]) -> date | None:
    """A day, or a hint why it is none."""
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not date(1900, 1, 2) < day < date(9000, 1, 1):
        hints.append(
            _("“%(text)s” is no date and was left out. Write 2026-10-01.")
            % {"text": printable(text)[:40]}
        )
        return None
    return day


def asked_impulses(data, hints: list[str]):
    """The impulses that were asked for, or None for all."""
    rows, is_asked = Impulse.objects.all(), False
    number, driver = data.get("impuls", ""), data.get("treiber", "")
    if number:
        if number.isdecimal() and len(number) < 6 and int(number) <= HIGHEST_NUMBER:
            rows, is_asked = rows.filter(number=int(number)), True
        else:
            hints.append(_("There is no such impulse; this is about all."))
    if driver:
        if Driver.objects.filter(slug=printable(driver)[:80]).exists():
            rows, is_asked = rows.filter(drivers__slug=printable(driver)[:80]), True
        else:
            hints.append(_("There is no such driver; this is about all."))
    return rows if is_asked else None
