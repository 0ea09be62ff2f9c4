"""Reads of mails on their way."""

from django.db.models import Q, QuerySet
from django.utils import timezone

# failed tries after which somebody should look
STUCK_TRIES = 3


class OutgoingMailQuerySet(QuerySet):
    def waiting(self):
        """Not sent yet."""
        return self.filter(sent_at=None)

    def due(self):
        """Not sent yet, and to be tried now; what was refused waits for the office."""
        now = timezone.now()
        return self.waiting().filter(is_refused=False, next_try_at__lte=now)

    def stuck(self):
        """What will not leave by itself, or has failed several times."""
        return self.waiting().filter(Q(is_refused=True) | Q(tries__gte=STUCK_TRIES))

    def without_text(self):
        """For those who may see that a mail waits, but not what somebody wrote."""
        return self.defer("subject", "body", "headers")
