"""Who wants to hear of changes, by mail."""

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impulses.models.impulse import Impulse
from impulses.querysets import FollowerQuerySet


class Follower(models.Model):
    """A mailbox that follows an impulse or a driver, once its owner said so by mail.

    Deleted when somebody stops following: nothing of it is kept.
    """

    # unguessable: it is the address of the page that confirms and ends it
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    impulse = models.ForeignKey(
        Impulse,
        on_delete=models.CASCADE,
        related_name="followers",
        null=True,
        blank=True,
        verbose_name=_("impulse"),
    )
    driver = models.ForeignKey(
        "clusters.Driver",
        on_delete=models.CASCADE,
        related_name="followers",
        null=True,
        blank=True,
        verbose_name=_("transformation driver"),
    )
    language = models.CharField(max_length=2, default="de")
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(impulse=None, driver__isnull=False)
                | models.Q(impulse__isnull=False, driver=None),
                name="impulses_follower_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["email", "impulse"], name="impulses_follower_once_an_impulse"
            ),
            models.UniqueConstraint(
                fields=["email", "driver"], name="impulses_follower_once_a_driver"
            ),
        ]

    def __str__(self):
        # not the mailbox: whoever sees a list of rows need not know it
        return str(self.pk)
