"""Every named read of the directory: one module a subject."""

from .appendonly import AppendOnlyError, AppendOnlyQuerySet
from .confirmations import ConfirmationQuerySet, ConfirmationRequestQuerySet
from .directory import (
    ClusterQuerySet,
    ContactQuerySet,
    LocationQuerySet,
    PlaceQuerySet,
    distance_km,
)
from .enquiries import AnswerTimeQuerySet, EnquiryQuerySet, EnquiryThreadQuerySet
from .feedback import DailyCountQuerySet, FeedbackQuerySet
from .links import LinkCheckQuerySet
from .mail import OutgoingMailQuerySet
from .management import InvitationQuerySet, ManagementQuerySet
from .proposals import ProposalQuerySet

__all__ = [
    "AnswerTimeQuerySet",
    "AppendOnlyError",
    "AppendOnlyQuerySet",
    "ClusterQuerySet",
    "ConfirmationQuerySet",
    "ConfirmationRequestQuerySet",
    "ContactQuerySet",
    "DailyCountQuerySet",
    "EnquiryQuerySet",
    "EnquiryThreadQuerySet",
    "FeedbackQuerySet",
    "InvitationQuerySet",
    "LinkCheckQuerySet",
    "LocationQuerySet",
    "ManagementQuerySet",
    "OutgoingMailQuerySet",
    "PlaceQuerySet",
    "ProposalQuerySet",
    "distance_km",
]
