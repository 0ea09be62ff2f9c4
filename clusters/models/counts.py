"""How often a profile was read and used: numbers of a day, nothing of a reader."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.querysets import DailyCountQuerySet


class DailyCount(models.Model):
    class Kind(models.TextChoices):
        VIEW = "view", _("profile read")
        CARD = "card", _("contacts taken away as a card")
        SHEET = "sheet", _("one-page sheet taken away")
        ENQUIRY = "enquiry", _("enquiries")

    cluster = models.ForeignKey(
        "clusters.Cluster", on_delete=models.CASCADE, related_name="daily_counts"
    )
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveIntegerField(default=0)

    objects = DailyCountQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "day", "kind"], name="clusters_count_once_a_day"
            )
        ]

    def __str__(self):
        return f"{self.cluster} {self.day} {self.kind}: {self.number}"
