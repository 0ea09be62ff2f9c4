"""The impulses of the paper Cluster.Zukunft.NRW and what became of them."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clusters.localized import localized
from clusters.models import Certainty, Sourced
from clusters.models.vocabulary import SlugManager
from impulses.querysets import ImpulseQuerySet

# what the column holds on every database
HIGHEST_NUMBER = 32767


class Addressee(models.Model):
    """Who is asked to act: the state, the clusters, the European Union."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name_de = models.CharField(_("name (German)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SlugManager()

    name = localized("name")

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["position", "slug"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)


class Impulse(models.Model):
    """One recommendation of the paper.

    `number` is the number printed in the paper once its wording is recorded; until
    then it is a working number of this directory.
    """

    class Wording(models.TextChoices):
        FULL = "full", _("wording recorded")
        SUBJECT = "subject", _("subject confirmed, wording not yet recorded")

    class Answer(models.TextChoices):
        OPEN = "offen", _("open")
        REVIEW = "in-pruefung", _("under review")
        ACCEPTED = "angenommen", _("accepted")
        PARTLY = "teilweise", _("accepted in part")
        NOTED = "zur-kenntnis", _("noted")
        DECLINED = "abgelehnt", _("declined")

    class Implementation(models.TextChoices):
        NOT_STARTED = "nicht-begonnen", _("not started")
        IN_PROGRESS = "in-arbeit", _("in progress")
        PARTLY = "teilweise", _("partly done")
        DONE = "umgesetzt", _("done")
        DEFERRED = "zurueckgestellt", _("deferred")
        OBSOLETE = "nicht-mehr-relevant", _("no longer relevant")

    number = models.PositiveSmallIntegerField(
        _("number"), unique=True, validators=[MaxValueValidator(HIGHEST_NUMBER)]
    )
    title_de = models.CharField(_("title (German)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    text_de = models.TextField(_("text (German)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    wording = models.CharField(
        _("wording"), max_length=10, choices=Wording, default=Wording.SUBJECT
    )
    page = models.PositiveSmallIntegerField(
        _("page in the paper"), null=True, blank=True
    )
    assignment_certainty = models.CharField(
        _("certainty of drivers, services and addressees"),
        max_length=10,
        choices=Certainty,
        default=Certainty.LIKELY,
    )
    drivers = models.ManyToManyField(
        "clusters.Driver",
        related_name="impulses",
        blank=True,
        verbose_name=_("transformation drivers"),
    )
    service_types = models.ManyToManyField(
        "clusters.ServiceType",
        related_name="impulses",
        blank=True,
        verbose_name=_("service types"),
    )
    addressees = models.ManyToManyField(
        Addressee, related_name="impulses", blank=True, verbose_name=_("addressees")
    )
    asking_clusters = models.ManyToManyField(
        "clusters.Cluster",
        related_name="asked_impulses",
        blank=True,
        verbose_name=_("asking clusters"),
    )
    delivering_clusters = models.ManyToManyField(
        "clusters.Cluster",
        related_name="deliverable_impulses",
        blank=True,
        verbose_name=_("clusters that can deliver"),
    )
    answer = models.CharField(
        _("answer"), max_length=20, choices=Answer, default=Answer.OPEN
    )
    implementation = models.CharField(
        _("implementation state"),
        max_length=20,
        choices=Implementation,
        default=Implementation.NOT_STARTED,
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ImpulseQuerySet.as_manager()
    history = HistoricalRecords()

    title = localized("title")
    text = localized("text")

    class Meta:
        verbose_name = _("impulse")
        verbose_name_plural = _("impulses")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wording="subject") | ~models.Q(text_de=""),
                name="impulses_impulse_full_wording_has_text",
                violation_error_message=_("A recorded wording needs the German text."),
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def get_absolute_url(self):
        return reverse("impulses:detail", args=[self.number])

    @property
    def has_outcome(self) -> bool:
        """Whether an answer or a state of implementation has been recorded."""
        untouched = (self.Answer.OPEN, self.Implementation.NOT_STARTED)
        return (self.answer, self.implementation) != untouched

    def natural_key(self):
        return (self.number,)

    natural_key.dependencies = [
        "clusters.driver",
        "clusters.servicetype",
        "clusters.cluster",
        "impulses.addressee",
    ]


class ImpulseSourceManager(models.Manager):
    def get_by_natural_key(self, number, source_url):
        return self.get(impulse__number=number, source_url=source_url)


class ImpulseSource(Sourced):
    """A public page that names the subject of an impulse."""

    impulse = models.ForeignKey(
        Impulse,
        on_delete=models.CASCADE,
        related_name="sources",
        verbose_name=_("impulse"),
    )
    says_de = models.CharField(_("what it says (German)"), max_length=600, blank=True)
    says_en = models.CharField(_("what it says (English)"), max_length=600, blank=True)

    objects = ImpulseSourceManager()

    says = localized("says")

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["impulse", "source_url"],
                name="impulses_source_once_per_impulse",
                violation_error_message=_("This source is listed already."),
            ),
        ]

    def __str__(self):
        return self.source_url

    def natural_key(self):
        return (self.impulse.number, self.source_url)

    natural_key.dependencies = ["impulses.impulse"]
