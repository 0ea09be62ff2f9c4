"""Where a fact comes from, and how certain it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clusters.localized import localized


class Certainty(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed by a source")
    LIKELY = "likely", _("likely")
    OPEN = "open", _("open")


class Sourced(models.Model):
    """A fact with the public page that says it. Empty address: the cluster says so."""

    source_url = models.URLField(_("source"), max_length=500, blank=True)
    certainty = models.CharField(
        _("certainty"),
        max_length=10,
        choices=Certainty,
        default=Certainty.CONFIRMED,
    )
    retrieved_on = models.DateField(_("retrieved on"), null=True, blank=True)

    class Meta:
        abstract = True


class SourceManager(models.Manager):
    def get_by_natural_key(self, cluster_slug, fact, source_url):
        return self.get(cluster__slug=cluster_slug, fact=fact, source_url=source_url)


class Source(Sourced):
    """What a public page says about one fact of a cluster."""

    class Fact(models.TextChoices):
        MEMBERSHIP = "membership", _("membership in the alliance")
        SEAT = "seat", _("seat")
        FOUNDING = "founding", _("founding year")
        MEMBERS = "members", _("number of members")
        FIELD = "field", _("innovation field")
        WEBSITE = "website", _("website")
        GENERAL = "general", _("in general")

    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.CASCADE,
        related_name="sources",
        verbose_name=_("cluster"),
    )
    fact = models.CharField(
        _("what it supports"), max_length=12, choices=Fact, default=Fact.GENERAL
    )
    says_de = models.CharField(_("what it says (German)"), max_length=600, blank=True)
    says_en = models.CharField(_("what it says (English)"), max_length=600, blank=True)

    objects = SourceManager()
    history = HistoricalRecords()

    says = localized("says")

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["fact", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "fact", "source_url"],
                name="clusters_source_once_per_fact",
                violation_error_message=_("This source is listed already."),
            ),
        ]

    def __str__(self):
        return f"{self.get_fact_display()}: {self.source_url}"

    def natural_key(self):
        return (self.cluster.slug, self.fact, self.source_url)

    natural_key.dependencies = ["clusters.cluster"]
