"""Atom feed of what changed in the directory."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from clusters.models import Cluster
from impulses.models import Impulse

LENGTH = 50


def for_xml(text: str) -> str:
    """Text without the characters that no XML may hold."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t")


class ChangesFeed(Feed):
    feed_type = Atom1Feed
    author_name = "ClusterAllianz.NRW"

    def title(self):
        return _("ClusterAllianz.NRW: changes")

    def subtitle(self):
        return _("Entries of clusters and impulses, the newest change first.")

    def link(self):
        return reverse("home")

    def items(self):
        clusters = Cluster.objects.published().order_by("-updated_at")[:LENGTH]
        impulses = Impulse.objects.order_by("-updated_at")[:LENGTH]
        entries = sorted(
            [*clusters, *impulses], key=lambda e: e.updated_at, reverse=True
        )
        return entries[:LENGTH]

    def item_title(self, item):
        return for_xml(str(item))

    def item_description(self, item):
        if isinstance(item, Impulse):
            return f"{item.get_answer_display()}; {item.get_implementation_display()}"
        return for_xml(item.summary or item.name)

    def item_updateddate(self, item):
        return item.updated_at

    def item_pubdate(self, item):
        return item.created_at
