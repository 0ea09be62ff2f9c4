"""Impulses that are about the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from impulses.models.impulse import Impulse
from impulses.querysets import LinkQuerySet


class ImpulseLink(models.Model):
    """A pair, the older row first, so that it stands there once."""

    class Kind(models.TextChoices):
        SIMILAR = "similar", _("similar")
        DUPLICATE = "duplicate", _("duplicate")

    impulse = models.ForeignKey(
        Impulse,
        on_delete=models.PROTECT,
        related_name="links",
        verbose_name=_("impulse"),
    )
    other = models.ForeignKey(
        Impulse,
        on_delete=models.PROTECT,
        related_name="reverse_links",
        verbose_name=_("other impulse"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("related impulse")
        verbose_name_plural = _("related impulses")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["impulse", "other"],
                name="impulses_link_once",
                violation_error_message=_("These two are linked already."),
            ),
            models.CheckConstraint(
                condition=models.Q(impulse__lt=models.F("other")),
                name="impulses_link_older_first",
            ),
        ]

    def __str__(self):
        return f"{self.impulse_id} – {self.other_id}"
