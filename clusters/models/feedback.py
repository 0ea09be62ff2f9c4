"""What readers tell about the pages themselves: barriers and faults."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.querysets import FeedbackQuerySet

# how long an answer may take
ANSWER_WITHIN = timedelta(days=28)


def due_date() -> date:
    return timezone.localdate() + ANSWER_WITHIN


class Feedback(models.Model):
    """A message about one page; the office answers it by a stated day."""

    class Kind(models.TextChoices):
        BARRIER = "barriere", _("I met a barrier")
        FAULT = "fehler", _("Something does not work")
        WISH = "wunsch", _("I have a wish or praise")

    class State(models.TextChoices):
        NEW = "new", _("new")
        IN_PROGRESS = "in-progress", _("in progress")
        ANSWERED = "answered", _("answered")

    kind = models.CharField(_("what it is"), max_length=10, choices=Kind)
    page = models.CharField(_("page"), max_length=500, blank=True)
    text = models.TextField(_("what happened"), max_length=5000)
    email = models.EmailField(_("e-mail for the answer"), blank=True)
    language = models.CharField(max_length=2, default="de")
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.NEW
    )
    due_on = models.DateField(_("answer until"), default=due_date)
    answer = models.TextField(
        _("answer"),
        blank=True,
        max_length=5000,
        help_text=_("Goes to the mailbox that was left, if any."),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="answered_feedback",
        null=True,
        blank=True,
        verbose_name=_("answered by"),
    )
    created_at = models.DateTimeField(_("received at"), default=timezone.now)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("message about the site")
        verbose_name_plural = _("messages about the site")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="answered")
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="clusters_feedback_answered_with_text",
                violation_error_message=_("An answered message needs its answer."),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.page or '–'}"

    @property
    def is_late(self) -> bool:
        is_open = self.state != self.State.ANSWERED
        return is_open and self.due_on < timezone.localdate()
