"""What a firm asks one to three clusters, and what becomes of it.

All of it is personal data: none of these models keeps a history, and
`clusters.actions.retention` deletes them after the stated time.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from clusters.querysets import (
    AnswerTimeQuerySet,
    EnquiryQuerySet,
    EnquiryThreadQuerySet,
)

KEY_LENGTH = 40


def make_key() -> str:
    """The unguessable part of a status page's address, about 238 bits."""
    return get_random_string(KEY_LENGTH)


class Enquiry(models.Model):
    """A firm's question; every cluster that gets it has a thread of its own."""

    class Size(models.TextChoices):
        UNKNOWN = "", _("not stated")
        MICRO = "micro", _("up to 9 people")
        SMALL = "small", _("10 to 49 people")
        MEDIUM = "medium", _("50 to 249 people")
        LARGE = "large", _("250 people and more")
        NONE = "none", _("no firm (yet)")

    class Helped(models.TextChoices):
        UNKNOWN = "", _("not answered")
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")

    # what the firm and the clusters say on the telephone, for example 2026-000123
    number = models.CharField(_("number"), max_length=16, unique=True)
    key = models.CharField(max_length=64, unique=True, default=make_key)
    subject = models.CharField(_("subject"), max_length=150)
    need = models.TextField(_("what it is about"), max_length=5000)
    place = models.CharField(_("place"), max_length=80, blank=True)
    size = models.CharField(
        _("size of the firm"), max_length=10, choices=Size, blank=True
    )
    name = models.CharField(_("name or firm"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=2, default="de")
    helped = models.CharField(
        _("did it help?"), max_length=10, choices=Helped, blank=True
    )
    asked_whether_helped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("received at"), default=timezone.now)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.number}: {self.subject}"


class EnquiryThread(models.Model):
    """An enquiry at one cluster."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        IN_PROGRESS = "in-progress", _("in progress")
        ANSWERED = "answered", _("answered")
        HANDED_OVER = "handed-over", _("handed over")
        CLOSED = "closed", _("closed")

    enquiry = models.ForeignKey(
        Enquiry,
        on_delete=models.CASCADE,
        related_name="threads",
        verbose_name=_("enquiry"),
    )
    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.PROTECT,
        related_name="enquiry_threads",
        verbose_name=_("cluster"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.NEW
    )
    # the thread of the cluster that said “fits better there”
    handed_over_from = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        related_name="handed_over_threads",
        null=True,
        blank=True,
        verbose_name=_("handed over by"),
    )
    created_at = models.DateTimeField(_("received at"), default=timezone.now)
    # begins anew when the firm writes back after an answer
    waiting_since = models.DateTimeField(_("waiting since"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # working days after which a reminder was sent last; 0: none yet
    reminded_after = models.PositiveSmallIntegerField(default=0)

    objects = EnquiryThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry to a cluster")
        verbose_name_plural = _("enquiries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry", "cluster"],
                name="clusters_enquirythread_once_per_cluster",
                violation_error_message=_("This cluster has the enquiry already."),
            )
        ]
        indexes = [
            models.Index(fields=["cluster", "state"], name="clusters_thread_inbox")
        ]

    def __str__(self):
        return f"{self.enquiry.number} – {self.cluster}"

    @property
    def is_unanswered(self) -> bool:
        """Whether the firm waits for this cluster."""
        return self.state in (self.State.NEW, self.State.IN_PROGRESS)

    @property
    def is_running(self) -> bool:
        """Whether the firm may still write here."""
        return self.is_unanswered or self.state == self.State.ANSWERED


class EnquiryMessage(models.Model):
    """What was said in a thread: by the firm, by the cluster, or what was done.

    Of a message of the directory `text` is an Event, read in everybody's language.
    """

    class Author(models.TextChoices):
        FIRM = "firm", _("firm")
        CLUSTER = "cluster", _("cluster")
        SYSTEM = "system", _("directory")

    class Event(models.TextChoices):
        TAKEN_ON = "taken-on", _("The cluster works on it.")
        ANSWERED = "answered", _("The cluster answered outside the directory.")
        HANDED_OVER = "handed-over", _("The cluster handed the enquiry over.")
        CLOSED = "closed", _("The cluster closed the enquiry.")
        CLOSED_BY_FIRM = "closed-by-firm", _("The sender closed the enquiry.")

    thread = models.ForeignKey(
        EnquiryThread,
        on_delete=models.CASCADE,
        related_name="messages",
        verbose_name=_("enquiry to a cluster"),
    )
    author = models.CharField(_("author"), max_length=10, choices=Author)
    # the account that wrote for the cluster; the firm sees the cluster only
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="enquiry_messages",
        null=True,
        blank=True,
        verbose_name=_("account"),
    )
    text = models.TextField(_("text"), max_length=5000)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.thread}: {self.get_author_display()}"

    @property
    def words(self) -> str:
        """What to show: the text, or the event in the reader's language."""
        if self.author != self.Author.SYSTEM:
            return self.text
        return str(dict(self.Event.choices).get(self.text, self.text))


class AnswerTime(models.Model):
    """How long a cluster took to answer one enquiry, in working days; no person in it.

    It outlives the enquiry, which is deleted after some months.
    """

    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.CASCADE,
        related_name="answer_times",
        verbose_name=_("cluster"),
    )
    answered_on = models.DateField(_("answered on"))
    working_days = models.PositiveSmallIntegerField(_("working days"))

    objects = AnswerTimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("time to answer")
        verbose_name_plural = _("times to answer")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.cluster}: {self.working_days}"
