"""What happened to an impulse: written once, in public and inside."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.localized import localized
from clusters.models.appendonly import AppendOnly
from clusters.querysets import AppendOnlyQuerySet
from impulses.models.impulse import Impulse
from impulses.querysets import PublicEntryQuerySet


class PublicEntry(AppendOnly):
    """Something that everybody may know; it names a role, never an account.

    `changes`: what it changed of `impulses.facts.public_facts`, as {key: [before,
    after]}; the state on a past day is found by taking later entries back.
    """

    class Kind(models.TextChoices):
        REVIEW = "review", _("Under review")
        ANSWER = "answer", _("Answer published")
        PROGRESS = "progress", _("Implementation")
        PART = "part", _("Parts")
        DUE = "due", _("Due date")
        WORDING = "wording", _("Wording")
        LINK = "link", _("Related impulses")
        VOICE = "voice", _("Voice of a cluster")
        CORRECTION = "correction", _("Correction")

    class Role(models.TextChoices):
        MINISTRY = "ministry", _("Ministry of economic affairs")
        OFFICE = "office", _("Office of the alliance")
        CLUSTER = "cluster", _("Cluster")
        SYSTEM = "system", _("automatic")

    impulse = models.ForeignKey(
        Impulse,
        on_delete=models.PROTECT,
        related_name="public_entries",
        verbose_name=_("impulse"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    role = models.CharField(_("by"), max_length=10, choices=Role)
    text_de = models.TextField(_("text (German)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="corrections",
        null=True,
        blank=True,
        verbose_name=_("corrects"),
    )

    objects = PublicEntryQuerySet.as_manager()

    text = localized("text")

    class Meta(AppendOnly.Meta):
        verbose_name = _("public entry of the timeline")
        verbose_name_plural = _("public entries of the timeline")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["impulse", "at"], name="impulses_public_by_impulse"),
            models.Index(fields=["at"], name="impulses_public_by_day"),
        ]

    def __str__(self):
        return f"{self.impulse_id} {self.at:%Y-%m-%d}: {self.get_kind_display()}"


class InternalEntry(AppendOnly):
    """Who did what, for reviewers and coordinators alone. `by` is None for commands."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("assigned")
        UNASSIGNED = "unassigned", _("no longer assigned")
        DUE = "due", _("due date set")
        ASSESSED = "assessed", _("assessment saved")
        NOTED = "noted", _("note written")
        TAKEN_UP = "taken-up", _("taken up for review")
        PREPARED = "prepared", _("answer prepared")
        EDITED = "edited", _("prepared answer changed")
        SCHEDULED = "scheduled", _("answer released for a set time")
        RECALLED = "recalled", _("release recalled")
        DISCARDED = "discarded", _("prepared answer discarded")
        PUBLISHED = "published", _("answer published")
        PROGRESS = "progress", _("implementation changed")
        PART = "part", _("part changed")
        LINKED = "linked", _("links changed")
        WORDING = "wording", _("wording changed")
        VOICE = "voice", _("voice of a cluster")
        CORRECTED = "corrected", _("timeline corrected")
        TOLD = "told", _("reminder sent")
        TAKEN_AWAY = "taken-away", _("internal brief taken away")

    impulse = models.ForeignKey(
        Impulse,
        on_delete=models.PROTECT,
        related_name="internal_entries",
        verbose_name=_("impulse"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="timeline_entries",
        null=True,
        blank=True,
        verbose_name=_("by"),
    )
    # in the language of the office, as in the audit log
    text = models.TextField(_("text"), blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("internal entry of the timeline")
        verbose_name_plural = _("internal entries of the timeline")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["impulse", "at"], name="impulses_internal_by_impulse")
        ]

    def __str__(self):
        return f"{self.impulse_id} {self.at:%Y-%m-%d}: {self.get_kind_display()}"
