"""What the office does with mails that wait."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from clusters.mail.queue import send_now
from clusters.models import OutgoingMail


class MailNotAllowedError(PermissionDenied):
    """This account may not see what waits to be sent."""


def retry_mail(mail: OutgoingMail, *, by) -> bool:
    """Try a waiting mail at once, also one that was refused; whether it was sent.

    Raises MailNotAllowedError. Outside a transaction: what was sent stays sent.
    """
    if not by.has_perm("clusters.read_mail_queue"):
        raise MailNotAllowedError
    with transaction.atomic():
        waiting = OutgoingMail.objects.waiting().select_for_update()
        row = waiting.filter(pk=mail.pk).first()
        if row is None:
            return False
        row.next_try_at, row.is_refused = timezone.now(), False
        row.save(update_fields=["next_try_at", "is_refused"])
    return send_now(mail.pk)
