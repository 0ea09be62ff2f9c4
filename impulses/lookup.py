"""What a request names: an impulse by its number, a day, the version that was seen."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date

from impulses.models import HIGHEST_NUMBER, FormerNumber, Impulse

# a key or a version that was sent; each database can hold it
HIGHEST_KEY = 10**18 - 1
GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


def whole_number(text: str, highest: int = HIGHEST_KEY) -> int | None:
    """None for what is no whole number, or is too high."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(highest))
    if not is_number or int(text) > highest:
        return None
    return int(text)


def day_in(text: str) -> date | None:
    """A day written as 2026-10-01 or 1.10.2026; None for what is none."""
    try:
        if found := GERMAN_DAY.fullmatch(text.replace(" ", "")):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        return parse_date(text)
    except ValueError:
        return None


def seen_version(text: str) -> int:
    """What nothing has, unless a version was sent."""
    version = whole_number(text)
    return -1 if version is None else version


def with_number(number: int) -> Impulse | None:
    """The impulse that has a number, else the one that had it last."""
    if number > HIGHEST_NUMBER:
        return None
    if found := Impulse.objects.filter(number=number).first():
        return found
    former = FormerNumber.objects.moved_from(number)
    return former.impulse if former else None


def impulse_or_404(number: int, rows: QuerySet[Impulse] | None = None) -> Impulse:
    """Numbers beyond the column's range are no database error but unknown."""
    if number > HIGHEST_NUMBER:
        raise Http404
    return get_object_or_404(Impulse if rows is None else rows, number=number)


def moved_or_404(number: int) -> Impulse:
    """The impulse that had a number last."""
    moved = None
    if number <= HIGHEST_NUMBER:
        moved = FormerNumber.objects.moved_from(number)
    if moved is None:
        raise Http404
    return moved.impulse
