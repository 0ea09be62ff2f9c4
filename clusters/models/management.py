"""Who keeps an entry, and who is invited to."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.querysets import InvitationQuerySet, ManagementQuerySet


class Management(models.Model):
    """An account that keeps an entry; a deputy may do the same, and is asked second."""

    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.CASCADE,
        related_name="managements",
        verbose_name=_("cluster"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="managements",
        verbose_name=_("account"),
    )
    is_deputy = models.BooleanField(_("deputy"), default=False)
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = ManagementQuerySet.as_manager()

    class Meta:
        # the table of the plain relation that this model replaces
        db_table = "clusters_cluster_managers"
        verbose_name = _("manager")
        verbose_name_plural = _("managers")
        ordering = ["is_deputy", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "user"],
                name="clusters_management_once",
                violation_error_message=_("This account keeps the entry already."),
            )
        ]

    def __str__(self):
        return f"{self.user}"


class Invitation(models.Model):
    """A signed link by mail that makes its reader a manager of one cluster."""

    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.CASCADE,
        related_name="invitations",
        verbose_name=_("cluster"),
    )
    email = models.EmailField(_("e-mail"))
    is_deputy = models.BooleanField(
        _("deputy"),
        default=False,
        help_text=_("May do the same, and is asked when the others do not answer."),
    )
    replaces_inviter = models.BooleanField(
        _("takes over from me"),
        default=False,
        help_text=_("As soon as the invitation is accepted, you leave the entry."),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="invitations",
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "cluster",
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="clusters_invitation_open_once",
                violation_error_message=_("This mailbox is invited already."),
            )
        ]

    def __str__(self):
        return f"{self.cluster}: {self.email}"

    @property
    def is_open(self) -> bool:
        is_over = self.accepted_at is not None or self.withdrawn_at is not None
        return not is_over and timezone.now() < self.expires_at
