"""What has changed between two days, as a page, a table and feeds."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clusterallianz.export import csv_response
from clusterallianz.feeds import for_xml
from clusterallianz.listing import printable
from clusters.models import Driver
from impulses.desk.history import changed_between, names_for
from impulses.models import HIGHEST_NUMBER, Impulse, PublicEntry
from impulses.standing import FIRST_DAY
from impulses.timeline import changes_in_words

DEFAULT = timedelta(days=90)
LENGTH = 50


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


class EntryFeed(Feed):
    """Public entries, the newest first, each with its words."""

    feed_type = Atom1Feed
    author_name = "ClusterAllianz.NRW"

    def entries(self, obj):
        raise NotImplementedError

    def items(self, obj):
        rows = list(self.entries(obj).select_related("impulse")[:LENGTH])
        names = names_for({row.impulse_id for row in rows})
        return [(row, changes_in_words(row.changes, names)) for row in rows]

    def item_title(self, item):
        entry, _words = item
        return for_xml(f"{entry.impulse}: {entry.get_kind_display()}")

    def item_description(self, item):
        entry, words = item
        return for_xml("\n".join([*words, entry.text] if entry.text else words))

    def item_link(self, item):
        entry, _words = item
        return f"{entry.impulse.get_absolute_url()}#eintrag-{entry.pk}"

    def item_pubdate(self, item):
        return item[0].at

    def item_updateddate(self, item):
        return item[0].at


class ImpulseFeed(EntryFeed):
    def get_object(self, request, number: int):
        if number > HIGHEST_NUMBER:
            raise Http404
        return get_object_or_404(Impulse, number=number)

    def title(self, obj):
        return for_xml(str(obj))

    def subtitle(self, obj):
        return _("What changed of this impulse, the newest first.")

    def link(self, obj):
        return obj.get_absolute_url()

    def entries(self, obj):
        return obj.public_entries.all()


class DriverFeed(EntryFeed):
    def get_object(self, request, slug: str):
        return get_object_or_404(Driver, slug=slug)

    def title(self, obj):
        return _("Impulses: %(driver)s") % {"driver": for_xml(obj.name)}

    def subtitle(self, obj):
        return _("What changed of the impulses on this driver, the newest first.")

    def link(self, obj):
        return f"{reverse('impulses:list')}?treiber={obj.slug}"

    def entries(self, obj):
        return PublicEntry.objects.filter(impulse__drivers=obj)
