"""Free topics of a cluster: taggit tags with a German slug."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from taggit.models import ItemBase, TagBase

from clusterallianz.text import german_slug
from clusters.localized import localized

from .vocabulary import SlugManager


class Topic(TagBase):
    """`name` is the German word. Names differ by more than case (own slugs)."""

    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)
    synonyms = models.TextField(
        _("synonyms"), blank=True, help_text=_("One word or phrase per line.")
    )

    objects: models.Manager = SlugManager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["slug"]

    @property
    def name_de(self):
        return self.name

    label = localized("name")

    def slugify(self, tag, i=None):
        slug = german_slug(tag) or "thema"
        return slug if i is None else f"{slug}-{i}"

    def natural_key(self):
        return (self.slug,)


class TaggedClusterManager(models.Manager):
    def get_by_natural_key(self, cluster_slug, topic_slug):
        return self.get(content_object__slug=cluster_slug, tag__slug=topic_slug)


class TaggedCluster(ItemBase):
    content_object = models.ForeignKey(
        "clusters.Cluster", on_delete=models.CASCADE, related_name="tagged_topics"
    )
    tag = models.ForeignKey(
        Topic, on_delete=models.CASCADE, related_name="tagged_clusters"
    )

    objects: models.Manager = TaggedClusterManager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="clusters_topic_once_per_cluster"
            ),
        ]

    def natural_key(self):
        return (self.content_object.slug, self.tag.slug)

    natural_key.dependencies = ["clusters.cluster", "clusters.topic"]
