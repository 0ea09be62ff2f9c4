"""Who assesses what until when, and who stands in for whom."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impulses.models.impulse import Impulse
from impulses.querysets import AbsenceQuerySet, AssignmentQuerySet


class Assignment(models.Model):
    """An impulse that an account is to assess. At most one of an impulse leads."""

    impulse = models.ForeignKey(
        Impulse,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("impulse"),
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("reviewer"),
    )
    is_lead = models.BooleanField(_("leads"), default=False)
    due_on = models.DateField(_("assessment due on"), null=True, blank=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="given_assignments",
        verbose_name=_("assigned by"),
    )
    created_at = models.DateTimeField(_("assigned at"), default=timezone.now)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["impulse", "-is_lead", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["impulse", "reviewer"],
                name="impulses_assignment_once",
                violation_error_message=_("This account is assigned already."),
            ),
            models.UniqueConstraint(
                fields=["impulse"],
                condition=models.Q(is_lead=True),
                name="impulses_assignment_one_leads",
                violation_error_message=_("Somebody else leads already."),
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "due_on"])]

    def __str__(self):
        return f"{self.impulse_id}: {self.reviewer_id}"


class Absence(models.Model):
    """Days, both included, on which a deputy does the work of an account."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="absences",
        verbose_name=_("account"),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="deputised_absences",
        verbose_name=_("deputy"),
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")),
                name="impulses_absence_ends_after_start",
                violation_error_message=_("The last day is before the first one."),
            ),
            models.CheckConstraint(
                condition=~models.Q(account=models.F("deputy")),
                name="impulses_absence_has_deputy",
                violation_error_message=_("Nobody can stand in for themselves."),
            ),
        ]

    def __str__(self):
        return f"{self.account_id}: {self.from_on} – {self.until_on}"
