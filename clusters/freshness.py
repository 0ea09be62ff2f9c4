"""How old a confirmation is, in words: the same on cards, profiles and comparisons."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.models import Cluster, Confirmation, Freshness, Section


def confirmation_in_words(subject: Cluster | Confirmation | None) -> str:
    """Of an entry as a whole, or of a section; None was never confirmed."""
    if subject is None:
        return _("not yet confirmed by the cluster")
    if subject.confirmed_on is None:
        return partial_in_words(subject.confirmed_sections)
    day = date_format(subject.confirmed_on, "DATE_FORMAT")
    sentences = {
        Freshness.FRESH: _("confirmed on %(date)s (%(by)s)"),
        Freshness.DUE: _("confirmed on %(date)s (%(by)s) – check due"),
        Freshness.OVERDUE: _("confirmed on %(date)s (%(by)s) – not checked for long"),
    }
    sentence = sentences[subject.freshness]
    return sentence % {"date": day, "by": subject.confirmed_by}


def partial_in_words(number: int) -> str:
    """Of an entry with so many confirmed sections, but not all."""
    if not number:
        return _("not yet confirmed by the cluster")
    sentence = ngettext(
        "%(n)s of %(total)s sections confirmed",
        "%(n)s of %(total)s sections confirmed",
        number,
    )
    return sentence % {"n": number, "total": len(Section)}


def confirmation_kind(subject: Cluster | Confirmation | None) -> str:
    """The value of Freshness, or `partial`: the class that gives the badge its shape."""
    if subject is None:
        return Freshness.UNCONFIRMED
    is_partial = subject.confirmed_on is None and subject.confirmed_sections
    return "partial" if is_partial else subject.freshness
