"""Whether the web addresses in the entries still answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.querysets import LinkCheckQuerySet


class LinkCheck(models.Model):
    """An address, and how it answered last."""

    class State(models.TextChoices):
        UNKNOWN = "unknown", _("not checked yet")
        ALIVE = "alive", _("answers")
        # failed once, or keeps programs out
        UNCLEAR = "unclear", _("unclear")
        DEAD = "dead", _("does not answer")

    url = models.URLField(_("address"), max_length=500, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.UNKNOWN
    )
    # the HTTP status, or what went wrong, in a few words
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    # consecutive failures: a single one may be a bad hour of the other server
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    is_muted = models.BooleanField(
        _("false alarm"),
        default=False,
        help_text=_("Not checked and not reported any more."),
    )

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("web address")
        verbose_name_plural = _("web addresses")
        ordering = ["url"]

    def __str__(self):
        return self.url
