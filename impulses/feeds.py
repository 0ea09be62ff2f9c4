"""Atom feeds of what happened to an impulse, or to all impulses on a driver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.html import linebreaks
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clusterallianz.text import for_xml
from clusters.models import Driver
from clusters.practice import marked
from impulses.history import names_for
from impulses.lookup import impulse_or_404, moved_or_404
from impulses.models import PublicEntry
from impulses.paper import HANDED_OVER
from impulses.querysets.timeline import start_of
from impulses.timeline import words_of

LENGTH = 50


class StableAtom(Atom1Feed):
    """An Atom feed that is as old as the paper as long as it holds nothing."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else start_of(HANDED_OVER)


def html_of(text: str) -> str:
    """What readers take for HTML: plain text in paragraphs and lines."""
    return linebreaks(for_xml(text), autoescape=True)


@dataclass(frozen=True)
class News:
    """An entry of the timeline as an item of a feed, with what it says."""

    entry: PublicEntry
    words: list[str]

    def __str__(self):
        kind = capfirst(self.entry.get_kind_display())
        return for_xml(f"{self.entry.impulse}: {kind}")

    @property
    def html(self) -> str:
        said = ["\n".join(self.words), self.entry.text]
        return html_of("\n\n".join(part for part in said if part))

    def get_absolute_url(self) -> str:
        return f"{self.entry.impulse.get_absolute_url()}#eintrag-{self.entry.pk}"

    @property
    def key(self) -> str:
        """The same in both languages, and when the impulse gets another number."""
        at = self.entry.at
        return get_tag_uri(f"{settings.SITE_URL}/eintrag#{self.entry.pk}", at)


def news_of(entries: QuerySet) -> list[News]:
    """The newest entries, each with its words; three queries."""
    rows: Iterable[PublicEntry] = list(entries.select_related("impulse")[:LENGTH])
    names = names_for({row.impulse_id for row in rows})
    return [News(row, words_of(row, names)) for row in rows]


class NewsFeed(Feed):
    """Base of the feeds that hold nothing but entries."""

    feed_type = StableAtom
    author_name = "ClusterAllianz.NRW"
    item_guid_is_permalink = False

    def item_title(self, item):
        return str(item)

    def item_description(self, item):
        return item.html

    def item_guid(self, item):
        return item.key

    def item_pubdate(self, item):
        return item.entry.at

    def item_updateddate(self, item):
        return item.entry.at


class ImpulseFeed(NewsFeed):
    def __call__(self, request, *args, **kwargs):
        try:
            return super().__call__(request, *args, **kwargs)
        except Http404:
            moved = moved_or_404(kwargs["number"])
            return redirect("impulses:feed", moved.number, permanent=True)

    def get_object(self, request, number: int):
        return impulse_or_404(number)

    def title(self, obj):
        return marked(for_xml(str(obj)))

    def subtitle(self, obj):
        return _("What changed in this impulse, the newest first.")

    def link(self, obj):
        return obj.get_absolute_url()

    def items(self, obj):
        return news_of(obj.public_entries.all())


class DriverFeed(NewsFeed):
    def get_object(self, request, slug: str):
        return get_object_or_404(Driver, slug=slug)

    def title(self, obj):
        return marked(for_xml(_("Impulses: %(driver)s") % {"driver": obj.name}))

    def subtitle(self, obj):
        return _("What changed in the impulses on this driver, the newest first.")

    def link(self, obj):
        return f"{reverse('impulses:list')}?treiber={obj.slug}"

    def items(self, obj):
        return news_of(PublicEntry.objects.filter(impulse__drivers=obj))
