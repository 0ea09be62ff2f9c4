"""The impulses of the paper Cluster.Zukunft.NRW and what became of them."""

from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clusters.localized import localized
from clusters.models import Certainty, Sourced
from impulses.models.vocabulary import Addressee, ResponsibleUnit
from impulses.querysets import FINISHED, FormerNumberQuerySet, ImpulseQuerySet

# what the column holds on every database
HIGHEST_NUMBER = 32767


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
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
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
    # the answer that stands; earlier ones stay among `answers`
    published_answer = models.ForeignKey(
        "impulses.Answer",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("published answer"),
    )
    answer_due_on = models.DateField(_("answer due on"), null=True, blank=True)
    is_answer_due_public = models.BooleanField(
        _("the public sees when the answer is due"), default=False
    )
    responsible_unit = models.ForeignKey(
        ResponsibleUnit,
        on_delete=models.PROTECT,
        related_name="impulses",
        null=True,
        blank=True,
        verbose_name=_("responsible unit"),
    )
    next_step_de = models.CharField(_("next step (German)"), max_length=300, blank=True)
    next_step_en = models.CharField(
        _("next step (English)"), max_length=300, blank=True
    )
    due_on = models.DateField(_("next step due on"), null=True, blank=True)
    evidence_url = models.URLField(_("evidence"), max_length=500, blank=True)
    # derived, written by `impulses.reviews.clock.settle` alone, for lists of thousands:
    # the earliest published day on which something is owed, parts included
    next_due_on = models.DateField(
        _("next published due date"), null=True, blank=True, db_index=True
    )
    answered_on = models.DateField(_("first answered on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    # counts the writes, so that a form knows whether somebody else was quicker
    version = models.PositiveIntegerField(_("version"), default=0)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    # when the public last got something new to read: what is done inside leaves no trace
    updated_at = models.DateTimeField(
        _("changed at"), default=timezone.now, editable=False
    )

    objects = ImpulseQuerySet.as_manager()
    history = HistoricalRecords()

    title = localized("title")
    text = localized("text")
    next_step = localized("next_step")

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
        indexes = [
            # all that lists and overviews count by, so that they need not read the texts
            models.Index(
                fields=[
                    "answer",
                    "implementation",
                    "wording",
                    "next_due_on",
                    "responsible_unit",
                    "answered_on",
                    "done_on",
                ],
                name="impulses_impulse_counted",
            )
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def get_absolute_url(self):
        return reverse("impulses:detail", args=[self.number])

    @property
    def is_answered(self) -> bool:
        return self.answer not in (self.Answer.OPEN, self.Answer.REVIEW)

    @property
    def promised_on(self) -> date | None:
        """The published day until which the ministry still owes its answer."""
        is_owed = self.is_answer_due_public and not self.is_answered
        return self.answer_due_on if is_owed else None

    @property
    def is_finished(self) -> bool:
        """Whether nothing more is owed, so that no day of its next step can be late."""
        return self.implementation in FINISHED

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


class FormerNumber(models.Model):
    """A number that an impulse had until the paper's own was known; it leads to it."""

    number = models.PositiveSmallIntegerField()
    impulse = models.ForeignKey(
        Impulse, on_delete=models.CASCADE, related_name="former_numbers"
    )
    until = models.DateTimeField(auto_now_add=True)

    objects = FormerNumberQuerySet.as_manager()

    class Meta:
        ordering = ["-until", "-pk"]
        indexes = [models.Index(fields=["number"], name="impulses_former_number")]

    def __str__(self):
        return f"{self.number} → {self.impulse_id}"


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
