"""Assessments: what reviewers think of an impulse, each for oneself first."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.localized import localized
from clusters.models.appendonly import AppendOnly
from clusters.querysets import AppendOnlyQuerySet
from impulses.models.answers import ANSWER_CHOICES
from impulses.models.impulse import Impulse
from impulses.querysets import AssessmentQuerySet, CriterionQuerySet

# more is better, also for effort: 4 is a small one
SCALE = range(5)
HEAVIEST = 10


class Criterion(models.Model):
    """What an impulse is assessed by. `words_*`: five lines, for 0 to 4.

    Criteria are closed, never deleted: earlier assessments used them.
    """

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name_de = models.CharField(_("name (German)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    help_de = models.CharField(_("question (German)"), max_length=200, blank=True)
    help_en = models.CharField(_("question (English)"), max_length=200, blank=True)
    words_de = models.TextField(_("words for 0 to 4 (German)"))
    words_en = models.TextField(_("words for 0 to 4 (English)"))
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)],
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = CriterionQuerySet.as_manager()

    name = localized("name")
    help = localized("help")
    words = localized("words")

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=HEAVIEST),
                name="impulses_criterion_weight",
            )
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    @property
    def version(self) -> int:
        """Grows with each change; 0 for one that nobody has changed here."""
        latest = self.changes.first()
        return latest.pk if latest else 0


class CriterionChange(AppendOnly):
    """Who changed a criterion: weights decide what an overall value says.

    `changes`: {field: [before, after]}; of a new criterion every `before` is None.
    """

    criterion = models.ForeignKey(
        Criterion,
        on_delete=models.PROTECT,
        related_name="changes",
        verbose_name=_("criterion"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="criterion_changes",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    changes = models.JSONField(_("changes"), default=dict)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("change of a criterion")
        verbose_name_plural = _("changes of criteria")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.criterion_id} {self.at:%Y-%m-%d}"


class Assessment(AppendOnly):
    """One reviewer's view of an impulse; a later one replaces it and both stay.

    `is_blind`: whether the reviewer could not see the others' views when saving it.
    """

    class Kind(models.TextChoices):
        JUDGED = "judged", _("assessed")
        ABSTAINED = "abstained", _("abstained")
        CONFLICT = "conflict", _("conflict of interest")

    impulse = models.ForeignKey(
        Impulse,
        on_delete=models.PROTECT,
        related_name="assessments",
        verbose_name=_("impulse"),
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="assessments",
        verbose_name=_("reviewer"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.JUDGED)
    recommendation = models.CharField(
        _("recommendation"),
        max_length=20,
        blank=True,
        choices=ANSWER_CHOICES,
    )
    reason = models.TextField(_("reason"), blank=True)
    is_blind = models.BooleanField(_("blind"), default=True)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        verbose_name=_("replaces"),
    )
    created_at = models.DateTimeField(_("saved at"), default=timezone.now)

    objects = AssessmentQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["pk"]
        constraints = [
            # with the one-to-one of `replaces`: each reviewer has one line of versions
            models.UniqueConstraint(
                fields=["impulse", "reviewer"],
                condition=models.Q(replaces=None),
                name="impulses_assessment_one_first",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="judged") & ~models.Q(recommendation="")
                | ~models.Q(kind="judged") & models.Q(recommendation=""),
                name="impulses_assessment_recommends",
            ),
        ]

    def __str__(self):
        return f"{self.impulse_id}: {self.get_kind_display()}"


class AssessmentScore(AppendOnly):
    """The value of one criterion in an assessment, 0 to 4."""

    assessment = models.ForeignKey(
        Assessment,
        on_delete=models.PROTECT,
        related_name="scores",
        verbose_name=_("assessment"),
    )
    criterion = models.ForeignKey(
        Criterion,
        on_delete=models.PROTECT,
        related_name="scores",
        verbose_name=_("criterion"),
    )
    value = models.PositiveSmallIntegerField(_("value"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="impulses_score_once"
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0, value__lte=4),
                name="impulses_score_on_scale",
            ),
        ]

    def __str__(self):
        return str(self.value)
