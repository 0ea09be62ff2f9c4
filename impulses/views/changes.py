"""What has changed between two days, as a page and a table."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clusterallianz.export import csv_response
from clusterallianz.listing import printable
from clusterallianz.listing.queries import PAGE
from clusters.models import Driver
from impulses.changes import Between, changed_between, lines_between
from impulses.lookup import day_in, whole_number
from impulses.models import HIGHEST_NUMBER, Impulse
from impulses.paper import HANDED_OVER

DEFAULT = timedelta(days=90)
LENGTH = 20


@require_safe
def changes(request):
    """`?von=…&bis=…`, for one impulse (`impuls`) or a driver (`treiber`)."""
    hints: list[str] = []
    first, last = asked_days(request.GET, hints)
    impulse, driver = asked_subject(request.GET, hints)
    between = changed_between(first, last, rows_of(impulse, driver))
    if request.GET.get("format") == "csv":
        return table_of(between, f"aenderungen-{first}-{last}")
    context = {
        "between": between,
        "page_obj": asked_page(between.changed, request.GET, hints),
        "first": first,
        "last": last,
        "hints": hints,
        "presets": presets(),
        "impulse": impulse,
        "driver": driver,
        "drivers": Driver.objects.all(),
    }
    return render(request, "impulses/changes.html", context)


def table_of(between: Between, name: str):
    """A row for each entry of the timeline: what it changed, and its text."""
    head = [
        _("Number"),
        _("Title"),
        _("Date"),
        _("By whom"),
        _("Kind"),
        _("What changed"),
        _("Text"),
    ]
    rows = [
        [
            entry.impulse.number,
            entry.impulse.title,
            timezone.localdate(entry.at).isoformat(),
            entry.get_role_display(),
            entry.get_kind_display(),
            "; ".join(line.words),
            entry.text,
        ]
        for line in lines_between(between)
        for entry in [line.entry]
    ]
    return csv_response(name, head, rows)


def presets() -> list[tuple[str, date, date]]:
    """Label, first and last day of the times that are asked for most."""
    today = timezone.localdate()
    return [
        (_("30 days"), today - timedelta(days=30), today),
        (_("90 days"), today - DEFAULT, today),
        (_("since the year began"), today.replace(month=1, day=1), today),
        (_("since the paper"), HANDED_OVER, today),
    ]


def asked_page(rows: list, data, hints: list[str]):
    """Page numbers that do not exist lead to the nearest one, with a hint."""
    asked = data.get(PAGE, "1")
    page = Paginator(rows, LENGTH).get_page(asked)
    if asked != str(page.number):
        hints.append(
            _("There is no such page; this is page %(number)s.")
            % {"number": page.number}
        )
    return page


def asked_days(data, hints: list[str]) -> tuple[date, date]:
    today = timezone.localdate()
    last = day_of(data.get("bis", ""), hints) or today
    first = day_of(data.get("von", ""), hints) or min(last, today) - DEFAULT
    if max(first, last) > today:
        hints.append(_("Days that are still to come were left out."))
        first, last = min(first, today), min(last, today)
    if first > last:
        hints.append(_("The days were the other way round."))
        first, last = last, first
    return first, last


def day_of(text: str, hints: list[str]) -> date | None:
    """A day, or a hint why it is none."""
    if not text:
        return None
    day = day_in(text)
    if day is None or not date(1900, 1, 2) < day < date(9000, 1, 1):
        hints.append(
            _("“%(text)s” is no date and was left out. Write 2026-10-01 or 1.10.2026.")
            % {"text": printable(text)[:40]}
        )
        return None
    return day


def asked_subject(data, hints: list[str]) -> tuple[Impulse | None, Driver | None]:
    """The impulse and the driver that were asked for."""
    impulse = driver = None
    if number := data.get("impuls", ""):
        impulse = impulse_of(number)
        if impulse is None:
            hints.append(_("There is no such impulse; this is about all."))
    if slug := data.get("treiber", ""):
        driver = Driver.objects.filter(slug=printable(slug)[:80]).first()
        if driver is None:
            hints.append(_("There is no such driver; this is about all."))
    return impulse, driver


def impulse_of(number: str) -> Impulse | None:
    known = whole_number(number, HIGHEST_NUMBER)
    return None if known is None else Impulse.objects.filter(number=known).first()


def rows_of(impulse: Impulse | None, driver: Driver | None):
    """Which impulses this is about, or None for all."""
    if impulse is None and driver is None:
        return None
    rows = Impulse.objects.all()
    if impulse is not None:
        rows = rows.filter(pk=impulse.pk)
    return rows if driver is None else rows.filter(drivers=driver)
