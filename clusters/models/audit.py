"""Who signed in, and whose rights changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.querysets import AppendOnlyQuerySet

from .appendonly import AppendOnly


class AuditEntry(AppendOnly):
    """One line of the log; accounts are named, addresses are not kept."""

    class Action(models.TextChoices):
        LOGIN = "login", _("signed in")
        LOGIN_FAILED = "login-failed", _("failed to sign in")
        LOGOUT = "logout", _("signed out")
        PASSWORD = "password", _("password changed")
        SECOND_FACTOR = "second-factor", _("second factor changed")
        ACCOUNT = "account", _("account made or changed")
        RIGHTS = "rights", _("rights changed")
        MANAGEMENT = "management", _("managers of a cluster changed")
        EXPORT = "export", _("data exported")
        ERASURE = "erasure", _("personal data erased")

    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    action = models.CharField(_("what"), max_length=20, choices=Action)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="audit_entries",
        null=True,
        blank=True,
        verbose_name=_("by"),
    )
    about = models.CharField(_("about"), max_length=300, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.get_action_display()}"
