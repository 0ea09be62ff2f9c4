"""A cluster organisation, what it offers and which drivers it works on."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager

from clusterallianz.text import sort_key
from clusters.localized import localized
from clusters.logos import validate_logo
from clusters.querysets import ClusterQuerySet

from .confirmation import Freshness
from .source import Sourced
from .topic import TaggedCluster


class Cluster(models.Model):
    """An entry of the directory. What no source says stays empty."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        DORMANT = "dormant", _("dormant")
        ARCHIVED = "archived", _("archived")

    class Membership(models.TextChoices):
        CONFIRMED = "confirmed", _("membership confirmed")
        LIKELY = "likely", _("membership likely")
        OPEN = "open", _("membership in the alliance not documented")

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT
    )
    name = models.CharField(_("name"), max_length=150, unique=True)
    short_name = models.CharField(_("short name"), max_length=60)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    summary_de = models.CharField(
        _("purpose in one sentence (German)"), max_length=220, blank=True
    )
    summary_en = models.CharField(
        _("purpose in one sentence (English)"), max_length=220, blank=True
    )
    description_de = models.TextField(
        _("description (German)"), blank=True, max_length=5000
    )
    description_en = models.TextField(
        _("description (English)"), blank=True, max_length=5000
    )
    legal_form = models.CharField(_("legal form"), max_length=120, blank=True)
    carrier = models.CharField(_("carrier"), max_length=300, blank=True)
    founding_year = models.PositiveSmallIntegerField(
        _("founding year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2100)],
    )
    website = models.URLField(_("website"), blank=True)
    members_count = models.PositiveIntegerField(
        _("number of members"), null=True, blank=True
    )
    members_firms = models.PositiveIntegerField(
        _("of these, firms"), null=True, blank=True
    )
    members_research = models.PositiveIntegerField(
        _("of these, research and education"), null=True, blank=True
    )
    members_other = models.PositiveIntegerField(
        _("of these, others"), null=True, blank=True
    )
    staff_fte = models.DecimalField(
        _("staff in full-time equivalents"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    innovation_field = models.ForeignKey(
        "clusters.InnovationField",
        on_delete=models.PROTECT,
        related_name="clusters",
        null=True,
        blank=True,
        verbose_name=_("innovation field"),
    )
    membership = models.CharField(
        _("membership in the alliance"),
        max_length=10,
        choices=Membership,
        default=Membership.OPEN,
    )
    service_types = models.ManyToManyField(
        "clusters.ServiceType",
        through="clusters.ServiceOffer",
        related_name="clusters",
        verbose_name=_("service types"),
    )
    drivers = models.ManyToManyField(
        "clusters.Driver",
        through="clusters.ClusterDriver",
        related_name="clusters",
        verbose_name=_("transformation drivers"),
    )
    topics = TaggableManager(
        through=TaggedCluster, blank=True, verbose_name=_("topics")
    )
    search_keywords = models.TextField(
        _("search keywords"),
        blank=True,
        max_length=20_000,
        help_text=_("Words that firms use for what you do; one per line."),
    )
    logo = models.ImageField(
        _("logo"), upload_to="logos/", blank=True, validators=[validate_logo]
    )
    logo_alt = models.CharField(
        _("logo in words"),
        max_length=150,
        blank=True,
        help_text=_("Read out by screen readers. Empty only if purely decorative."),
    )
    logo_rights = models.CharField(_("rights to the logo"), max_length=150, blank=True)
    managers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="clusters.Management",
        related_name="managed_clusters",
        blank=True,
        verbose_name=_("managers"),
    )
    # sums up the confirmations of the sections, see clusters.actions.confirmations:
    # the oldest one and its role once every section has one, and how many have
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.CharField(
        _("confirmed by (role)"), max_length=120, blank=True
    )
    confirmed_sections = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ClusterQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["sort_key"], m2m_fields=[])

    summary = localized("summary")
    description = localized("description")

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["sort_key"]
        # lists and facets count public entries by this index alone
        indexes = [
            models.Index(fields=["state", "id"], name="clusters_cluster_by_state")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_on__isnull=True, confirmed_by="")
                | (models.Q(confirmed_on__isnull=False) & ~models.Q(confirmed_by="")),
                name="clusters_cluster_confirmed_by_whom",
                violation_error_message=_(
                    "Give both: the date of the confirmation and the role."
                ),
            ),
            models.CheckConstraint(
                # an unknown total refuses nothing
                condition=models.Q(members_count__isnull=True)
                | models.Q(
                    members_count__gte=Coalesce("members_firms", 0)
                    + Coalesce("members_research", 0)
                    + Coalesce("members_other", 0)
                ),
                name="clusters_cluster_member_types_within_total",
                violation_error_message=_(
                    "Firms, research and others together are more than the number of"
                    " members."
                ),
            ),
        ]

    def __str__(self):
        return self.short_name

    def save(self, *args, **kwargs):
        """Keep the German order, and the old address when the slug changes."""
        self.sort_key = sort_key(self.short_name)
        super().save(*args, **kwargs)
        old = getattr(self, "slug_in_db", self.slug)
        if old and old != self.slug:
            FormerSlug.objects.filter(slug=self.slug).delete()
            FormerSlug.objects.update_or_create(slug=old, defaults={"cluster": self})
        self.slug_in_db = self.slug

    def get_absolute_url(self):
        return reverse("clusters:detail", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Whether everybody can open its page."""
        return self.state in Cluster.objects.public_states()

    @property
    def freshness(self) -> Freshness:
        """Of the section that was confirmed longest ago."""
        return Freshness.of(self.confirmed_on)

    @classmethod
    def from_db(cls, *args, **kwargs):
        cluster = super().from_db(*args, **kwargs)
        cluster.slug_in_db = cluster.__dict__.get("slug", "")
        return cluster

    def natural_key(self):
        return (self.slug,)


class FormerSlug(models.Model):
    """An address that a renamed cluster had; it leads to the new one for good."""

    slug = models.SlugField(max_length=80, unique=True)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, related_name="former_slugs"
    )

    def __str__(self):
        return self.slug


class LinkManager(models.Manager):
    """Natural key of a link: the cluster's slug and the term's slug."""

    def get_by_natural_key(self, cluster_slug, term_slug):
        term = self.model.TERM
        return self.get(**{"cluster__slug": cluster_slug, f"{term}__slug": term_slug})


class ServiceOffer(Sourced):
    """A service that a cluster offers, with the source that says so."""

    TERM = "service_type"

    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.CASCADE,
        related_name="offers",
        verbose_name=_("cluster"),
    )
    service_type = models.ForeignKey(
        "clusters.ServiceType",
        on_delete=models.PROTECT,
        related_name="offers",
        verbose_name=_("service type"),
    )
    note_de = models.CharField(_("note (German)"), max_length=300, blank=True)
    note_en = models.CharField(_("note (English)"), max_length=300, blank=True)

    objects = LinkManager()
    history = HistoricalRecords()

    note = localized("note")

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["service_type__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "service_type"],
                name="clusters_service_once_per_cluster",
                violation_error_message=_("This service is listed already."),
            ),
        ]

    def __str__(self):
        return f"{self.service_type}"

    def natural_key(self):
        return (self.cluster.slug, self.service_type.slug)

    natural_key.dependencies = ["clusters.cluster", "clusters.servicetype"]


class ClusterDriver(Sourced):
    """A driver that a cluster works on, with the source that says so."""

    TERM = "driver"

    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.CASCADE,
        related_name="driver_links",
        verbose_name=_("cluster"),
    )
    driver = models.ForeignKey(
        "clusters.Driver",
        on_delete=models.PROTECT,
        related_name="cluster_links",
        verbose_name=_("transformation driver"),
    )
    note_de = models.CharField(_("note (German)"), max_length=300, blank=True)
    note_en = models.CharField(_("note (English)"), max_length=300, blank=True)

    objects = LinkManager()
    history = HistoricalRecords()

    note = localized("note")

    class Meta:
        verbose_name = _("driver of a cluster")
        verbose_name_plural = _("drivers of a cluster")
        ordering = ["driver__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "driver"],
                name="clusters_driver_once_per_cluster",
                violation_error_message=_("This driver is listed already."),
            ),
        ]

    def __str__(self):
        return f"{self.driver}"

    def natural_key(self):
        return (self.cluster.slug, self.driver.slug)

    natural_key.dependencies = ["clusters.cluster", "clusters.driver"]
