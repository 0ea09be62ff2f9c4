"""That somebody said the facts of a section are right, and the mails that ask for it."""

from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.querysets import ConfirmationQuerySet, ConfirmationRequestQuerySet

from .appendonly import AppendOnly

# the ages of DORA's directory: a check is advised, then required
FRESH = timedelta(days=180)
DUE = timedelta(days=240)


class Section(models.TextChoices):
    """The parts of an entry that are confirmed, and age, by themselves."""

    MASTER = "stammdaten", _("master data")
    SERVICES = "leistungen", _("services and drivers")
    LOCATIONS = "standorte", _("locations")
    CONTACTS = "kontakte", _("contacts")
    TEXT = "text", pgettext_lazy("section", "text")


class Freshness(StrEnum):
    """What the date of a confirmation means today."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    UNCONFIRMED = "unconfirmed"

    @classmethod
    def of(cls, confirmed_on: date | None) -> "Freshness":
        """Fresh to 180 days, due to 240, overdue after; None was never confirmed."""
        if confirmed_on is None:
            return cls.UNCONFIRMED
        age = timezone.localdate() - confirmed_on
        if age <= FRESH:
            return cls.FRESH
        return cls.DUE if age <= DUE else cls.OVERDUE


class Confirmation(AppendOnly):
    """One section of one entry was right on that day; the newest one counts.

    Cluster.confirmed_on, .confirmed_by and .confirmed_sections sum them up.
    """

    class Way(models.TextChoices):
        LINK = "link", _("by the link in a mail")
        ADMIN = "admin", _("in the admin")
        PROPOSAL = "proposal", _("by an accepted proposal")

    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.PROTECT,
        related_name="confirmations",
        verbose_name=_("cluster"),
    )
    section = models.CharField(_("section"), max_length=12, choices=Section)
    confirmed_on = models.DateField(_("confirmed on"))
    # a role, never a person: it is shown in public
    confirmed_by = models.CharField(_("confirmed by (role)"), max_length=120)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="confirmations",
        null=True,
        blank=True,
        verbose_name=_("account"),
    )
    way = models.CharField(_("way"), max_length=10, choices=Way)
    request = models.ForeignKey(
        "clusters.ConfirmationRequest",
        on_delete=models.PROTECT,
        related_name="confirmations",
        null=True,
        blank=True,
        verbose_name=_("request"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["-pk"]
        constraints = [
            # a link that is sent twice, or at once from two windows, counts once
            models.UniqueConstraint(
                fields=["request", "section"],
                name="clusters_confirmation_once_per_request",
            ),
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=""),
                name="clusters_confirmation_by_a_role",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cluster", "section", "-id"],
                name="clusters_confirmation_newest",
            )
        ]

    def __str__(self):
        return f"{self.get_section_display()}: {self.confirmed_on}"

    @property
    def freshness(self) -> Freshness:
        return Freshness.of(self.confirmed_on)

    @property
    def fresh_until(self) -> date:
        return self.confirmed_on + FRESH


class ConfirmationRequest(models.Model):
    """A mail that asks to check an entry; its link works without an account.

    The link is the signed key: see `clusters.actions.confirmations`.
    """

    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.PROTECT,
        related_name="confirmation_requests",
        verbose_name=_("cluster"),
    )
    email = models.EmailField(_("e-mail"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    # whoever had the link passed it on to the mailbox of a successor
    handed_over_to = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        related_name="handed_over_by",
        null=True,
        blank=True,
        verbose_name=_("handed over to"),
    )

    objects = ConfirmationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for confirmation")
        verbose_name_plural = _("requests for confirmation")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.cluster}: {self.created_at:%Y-%m-%d}"

    @property
    def end(self) -> str:
        """Why the link changes nothing any more; empty while it does."""
        if self.handed_over_to_id is not None:
            return "handed-over"
        if self.finished_at is not None:
            return "finished"
        return "" if timezone.now() < self.expires_at else "expired"

    @property
    def is_open(self) -> bool:
        return not self.end
