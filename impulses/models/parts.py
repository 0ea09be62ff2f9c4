"""Measurable parts of an impulse, each with its own state and day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.localized import localized
from impulses.models.impulse import Impulse
from impulses.models.vocabulary import ResponsibleUnit
from impulses.querysets import FINISHED, PartQuerySet

# “partly done” is what several parts together can be, never one of them
PART_STATES = [
    choice
    for choice in Impulse.Implementation.choices
    if choice[0] != Impulse.Implementation.PARTLY
]


class ImpulsePart(models.Model):
    """A part is public from the start, so it is never deleted: it loses its relevance.

    `measure_*`: by what one sees that it is done.
    """

    impulse = models.ForeignKey(
        Impulse,
        on_delete=models.PROTECT,
        related_name="parts",
        verbose_name=_("impulse"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title_de = models.CharField(_("title (German)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    measure_de = models.CharField(_("done when … (German)"), max_length=300, blank=True)
    measure_en = models.CharField(
        _("done when … (English)"), max_length=300, blank=True
    )
    state = models.CharField(
        _("implementation state"),
        max_length=20,
        choices=PART_STATES,
        default=Impulse.Implementation.NOT_STARTED,
    )
    responsible_unit = models.ForeignKey(
        ResponsibleUnit,
        on_delete=models.PROTECT,
        related_name="parts",
        null=True,
        blank=True,
        verbose_name=_("responsible unit"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    evidence_url = models.URLField(_("evidence"), max_length=500, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = PartQuerySet.as_manager()

    title = localized("title")
    measure = localized("measure")

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ["impulse", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="teilweise"),
                name="impulses_part_is_never_partly_done",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{self.impulse.get_absolute_url()}#teil-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return self.state not in FINISHED
