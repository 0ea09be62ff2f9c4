"""Answers of the ministry: prepared by one, published by another."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.localized import localized
from impulses.models.impulse import Impulse
from impulses.models.vocabulary import ResponsibleUnit
from impulses.querysets import ANSWERS, AnswerQuerySet

# characters of the public reason of a refusal, in whole or in part
REASON_LENGTH = 80
# value and words of what an impulse can be answered with
ANSWER_CHOICES = [choice for choice in Impulse.Answer.choices if choice[0] in ANSWERS]
NEEDS_REASON = [Impulse.Answer.PARTLY, Impulse.Answer.DECLINED]


class Answer(models.Model):
    """What the ministry answers to an impulse: a draft, then for ever as published.

    An impulse has at most one that is on its way. `prepared_by` wrote last, `authors`
    are all who wrote; none of them may release it.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        SCHEDULED = "scheduled", _("to be published")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("discarded")

    impulse = models.ForeignKey(
        Impulse,
        on_delete=models.PROTECT,
        related_name="answers",
        verbose_name=_("impulse"),
    )
    answer = models.CharField(
        _("answer"),
        max_length=20,
        choices=ANSWER_CHOICES,
    )
    reason_de = models.TextField(_("public reason (German)"), blank=True)
    reason_en = models.TextField(_("public reason (English)"), blank=True)
    responsible_unit = models.ForeignKey(
        ResponsibleUnit,
        on_delete=models.PROTECT,
        related_name="answers",
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
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.PREPARED
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="prepared_answers",
        verbose_name=_("prepared by"),
    )
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="written_answers",
        verbose_name=_("authors"),
    )
    prepared_at = models.DateTimeField(_("prepared at"), default=timezone.now)
    publish_at = models.DateTimeField(_("to be published at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="released_answers",
        null=True,
        blank=True,
        verbose_name=_("released by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    # counts the writes, so that a form knows whether somebody else was quicker
    version = models.PositiveIntegerField(_("version"), default=0)

    objects = AnswerQuerySet.as_manager()

    reason = localized("reason")
    next_step = localized("next_step")

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = pgettext_lazy("of the ministry", "answers")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["impulse"],
                condition=models.Q(state__in=["prepared", "scheduled"]),
                name="impulses_answer_one_on_its_way",
                violation_error_message=_("An answer is being prepared already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(released_by=models.F("prepared_by")),
                name="impulses_answer_four_eyes",
                violation_error_message=_("Whoever wrote an answer cannot publish it."),
            ),
            models.CheckConstraint(
                condition=~models.Q(answer__in=["teilweise", "abgelehnt"])
                | models.Q(GreaterThanOrEqual(Length("reason_de"), REASON_LENGTH)),
                name="impulses_answer_refusal_has_reason",
                violation_error_message=_("A refusal needs a public reason."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="scheduled")
                | models.Q(publish_at__isnull=False, released_by__isnull=False),
                name="impulses_answer_scheduled_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="published",
                    published_at__isnull=False,
                    released_by__isnull=False,
                )
                | ~models.Q(state="published") & models.Q(published_at=None),
                name="impulses_answer_published_says_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "publish_at"])]

    def __str__(self):
        return f"{self.impulse_id}: {self.get_answer_display()}"
