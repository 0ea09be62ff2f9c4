"""How often a form was sent from one place, without keeping the place."""

from datetime import timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac


class ThrottleManager(models.Manager):
    def allows(self, scope: str, who: str, *, limit: int, per: timedelta) -> bool:
        """Count one try; False once there were more than `limit` in this period.

        `who` is stored as a keyed hash that no longer fits the next day.
        """
        now = timezone.now()
        seconds = int(per.total_seconds())
        period = int(now.timestamp()) // seconds
        text = f"{scope}|{who}|{now.date()}|{period}"
        key = salted_hmac("clusters.throttle", text, algorithm="sha256").hexdigest()
        until = now + per
        row, _created = self.get_or_create(key=key, defaults={"expires_at": until})
        self.filter(pk=row.pk).update(count=F("count") + 1)
        row.refresh_from_db()
        return row.count <= limit


class Throttle(models.Model):
    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    objects = ThrottleManager()

    def __str__(self):
        return self.key
