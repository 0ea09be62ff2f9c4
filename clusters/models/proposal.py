"""What somebody thinks should stand in an entry; not public before it is accepted."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.querysets import ProposalQuerySet

from .confirmation import Section


class Proposal(models.Model):
    """One fact, what stood there, what should, and what became of the proposal.

    `fact` is a key of `clusters.facts.entry`; empty: of the section as a whole, in words.
    """

    class State(models.TextChoices):
        NEW = "new", _("new")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    class Origin(models.TextChoices):
        PUBLIC = "public", _("from a reader")
        LINK = "link", _("from the cluster, by the link in a mail")

    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name=_("cluster"),
    )
    section = models.CharField(_("section"), max_length=12, choices=Section)
    fact = models.CharField(_("fact"), max_length=80, blank=True)
    # as a reader would see it, so that it can be read when the field is long gone
    label = models.CharField(_("field"), max_length=200, blank=True)
    old_value = models.TextField(_("stood there"), blank=True, max_length=5000)
    new_value = models.TextField(_("should stand there"), blank=True, max_length=5000)
    # the proposal, or what the decider made of it
    accepted_value = models.TextField(
        _("accepted value"), blank=True, max_length=5000, editable=False
    )
    reason = models.TextField(_("why"), blank=True, max_length=2000)
    email = models.EmailField(
        _("e-mail for the result"), blank=True, help_text=_("Only to tell the result.")
    )
    language = models.CharField(max_length=2, default="de")
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin, default=Origin.PUBLIC
    )
    request = models.ForeignKey(
        "clusters.ConfirmationRequest",
        on_delete=models.SET_NULL,
        related_name="proposals",
        null=True,
        blank=True,
        verbose_name=_("request for confirmation"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.NEW
    )
    decision_note = models.TextField(
        _("reason of the decision"), blank=True, max_length=2000
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="decided_proposals",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state="new", decided_at__isnull=True, decided_by__isnull=True
                )
                | (
                    ~models.Q(state="new")
                    & models.Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="clusters_proposal_decided_by_whom",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined", decision_note=""),
                name="clusters_proposal_declined_with_reason",
                violation_error_message=_("Say why the proposal is declined."),
            ),
        ]
        indexes = [
            models.Index(fields=["cluster", "state"], name="clusters_proposal_open")
        ]

    def __str__(self):
        return f"{self.cluster}: {self.label or self.get_section_display()}"
