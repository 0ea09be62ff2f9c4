"""Atom feed of what changed in the directory."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.translation import gettext as _

from clusterallianz.addresses import full_address
from clusterallianz.text import for_xml
from clusters.models import Cluster
from clusters.practice import marked
from impulses.feeds import LENGTH, News, StableAtom, html_of, news_of
from impulses.models import Impulse, PublicEntry


class ChangesFeed(Feed):
    feed_type = StableAtom
    author_name = "ClusterAllianz.NRW"

    def title(self):
        return marked(_("ClusterAllianz.NRW: changes"))

    def subtitle(self):
        return _("Entries of clusters and impulses, the newest change first.")

    def link(self):
        return reverse("home")

    def items(self):
        clusters = Cluster.objects.published().order_by("-updated_at")[:LENGTH]
        # the others have something to tell
        untold = Impulse.objects.filter(public_entries=None).order_by("-updated_at")
        news = news_of(PublicEntry.objects.all())
        items = [*clusters, *untold[:LENGTH], *news]
        return sorted(items, key=changed_at, reverse=True)[:LENGTH]

    def item_title(self, item):
        return for_xml(str(item))

    def item_guid(self, item):
        if isinstance(item, News):
            return item.key
        return full_address(item.get_absolute_url())

    def item_description(self, item):
        if isinstance(item, News):
            return item.html
        if isinstance(item, Impulse):
            states = item.get_answer_display(), item.get_implementation_display()
            return html_of("; ".join(states))
        return html_of(item.summary or item.name)

    def item_updateddate(self, item):
        return changed_at(item)

    def item_pubdate(self, item):
        return item.entry.at if isinstance(item, News) else item.created_at


def changed_at(item: Cluster | Impulse | News) -> datetime:
    return item.entry.at if isinstance(item, News) else item.updated_at
