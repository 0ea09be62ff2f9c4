"""What was reminded of already."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reminded(models.Model):
    """A mailbox was told of an occasion: a duty, its day, and how near that was.

    The mailbox is a keyed hash: the row must not be about a person.
    """

    recipient = models.CharField(max_length=32)
    occasion = models.CharField(max_length=80)
    on = models.DateField(_("told on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "occasion"], name="impulses_reminded_once"
            )
        ]

    def __str__(self):
        return self.occasion
