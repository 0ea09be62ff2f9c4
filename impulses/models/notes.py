"""Notes of reviewers and coordinators; never public."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models.appendonly import AppendOnly
from clusters.querysets import AppendOnlyQuerySet
from impulses.models.impulse import Impulse


class InternalNote(AppendOnly):
    impulse = models.ForeignKey(
        Impulse,
        on_delete=models.PROTECT,
        related_name="notes",
        verbose_name=_("impulse"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="impulse_notes",
        verbose_name=_("author"),
    )
    text = models.TextField(_("note"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.impulse_id} {self.at:%Y-%m-%d}"
