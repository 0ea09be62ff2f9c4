"""What the clusters say to an impulse."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models.appendonly import AppendOnly
from impulses.models.impulse import Impulse
from impulses.querysets import VoiceQuerySet

# by stance, and whether the cluster can deliver: what follows its name in a sentence
WORDS = {
    ("tragen-mit", False): _("supports it"),
    ("tragen-mit", True): _("supports it and can deliver"),
    ("bedenken", False): _("has concerns"),
    ("bedenken", True): _("has concerns, but can deliver"),
    ("", True): _("can deliver"),
    ("", False): _("no longer takes a position"),
}


class Voice(AppendOnly):
    """A cluster's position; a later one replaces it and both stay.

    Without a stance and without an offer to deliver the voice is withdrawn.
    """

    class Stance(models.TextChoices):
        SUPPORTS = "tragen-mit", _("supports it")
        CONCERNS = "bedenken", _("has concerns")

    impulse = models.ForeignKey(
        Impulse,
        on_delete=models.PROTECT,
        related_name="voices",
        verbose_name=_("impulse"),
    )
    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.PROTECT,
        related_name="voices",
        verbose_name=_("cluster"),
    )
    stance = models.CharField(_("stance"), max_length=10, choices=Stance, blank=True)
    can_deliver = models.BooleanField(_("can deliver"), default=False)
    text = models.TextField(_("in words"), blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="voices",
        verbose_name=_("stated by"),
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        verbose_name=_("replaces"),
    )
    at = models.DateTimeField(_("stated at"), default=timezone.now)

    objects = VoiceQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("voice of a cluster")
        verbose_name_plural = _("voices of clusters")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["impulse", "cluster"],
                condition=models.Q(replaces=None),
                name="impulses_voice_one_first",
            )
        ]

    def __str__(self):
        return f"{self.impulse_id}: {self.cluster_id}"

    @property
    def says(self):
        """What the cluster says, to stand behind its name."""
        return WORDS[self.stance, self.can_deliver]

    @property
    def is_withdrawn(self) -> bool:
        return not (self.stance or self.can_deliver)
