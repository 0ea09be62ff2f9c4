"""Messages about the site: received, taken on, answered."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from clusters.mail.queue import queue_mail
from clusters.models import Feedback


class FeedbackAnsweredError(ValueError):
    """The message was answered before; an answer is not sent twice."""


@transaction.atomic
def receive_feedback(feedback: Feedback) -> Feedback:
    """Store it, tell the office, and send a receipt to whoever left an address."""
    feedback.full_clean()
    feedback.save()
    if feedback.email:
        queue_mail(
            "feedback-receipt",
            feedback.email,
            {"feedback": feedback},
            language=feedback.language,
        )
    if settings.OFFICE_EMAIL:
        queue_mail("feedback-new", settings.OFFICE_EMAIL, {"feedback": feedback})
    return feedback


@transaction.atomic
def answer_feedback(feedback: Feedback, *, answer: str, by) -> Feedback:
    """Raises PermissionDenied, FeedbackAnsweredError or ValidationError."""
    if not by.has_perm("clusters.change_feedback"):
        raise PermissionDenied
    feedback = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if feedback.state == Feedback.State.ANSWERED:
        raise FeedbackAnsweredError(feedback)
    feedback.answer = answer
    feedback.state = Feedback.State.ANSWERED
    feedback.answered_at = timezone.now()
    feedback.answered_by = by
    feedback.full_clean()
    feedback.save()
    if feedback.email:
        queue_mail(
            "feedback-answer",
            feedback.email,
            {"feedback": feedback},
            language=feedback.language,
            key=f"feedback-answer:{feedback.pk}",
        )
    return feedback
