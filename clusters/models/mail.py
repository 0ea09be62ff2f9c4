"""Mails on their way: one that cannot be sent waits and is tried again."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.querysets import OutgoingMailQuerySet


class OutgoingMail(models.Model):
    """A mail as it will be sent, written in the transaction of what it tells.

    `key` names the occasion: a second mail of the same key is not written.
    """

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    to = models.EmailField(_("to"))
    reply_to = models.EmailField(_("answers to"), blank=True)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"))
    headers = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=2, default="de")
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    # nobody else tries before that: the one who claimed it may be at work, or dead
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    # the other server will not take it, however often it is asked
    is_refused = models.BooleanField(_("refused"), default=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(sent_at=None),
                name="clusters_mail_waiting",
            )
        ]

    def __str__(self):
        # not the subject: whoever sees a list of mails need not know what they say
        return f"{self.kind}: {self.to}"

    @property
    def is_secret(self) -> bool:
        """Whether its link gives whoever reads it an account, or power over one, or
        speaks for the mailbox that follows an impulse.

        Nobody but the receiver may see such a text; it is forgotten once it is sent.
        """
        return self.kind.startswith(("account-", "follow-", "invitation"))
