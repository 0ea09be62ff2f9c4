"""The directory: clusters with their contacts, locations and vocabularies."""

from .appendonly import AppendOnly, AppendOnlyError
from .audit import AuditEntry
from .cluster import Cluster, ClusterDriver, FormerSlug, ServiceOffer
from .confirmation import (
    DUE,
    FRESH,
    Confirmation,
    ConfirmationRequest,
    Freshness,
    Section,
)
from .contact import Contact
from .counts import DailyCount
from .edition import (
    Edition,
    current_versions,
    held_versions,
    holding,
    mark_as_practice,
    renew_edition,
    renew_words,
)
from .enquiry import AnswerTime, Enquiry, EnquiryMessage, EnquiryThread
from .feedback import Feedback
from .link import LinkCheck
from .location import Location
from .mail import OutgoingMail
from .management import Invitation, Management
from .page import Page
from .place import Place, PostcodeArea
from .proposal import Proposal
from .search import (
    OutsideSubject,
    SearchForm,
    SearchFrequency,
    SearchPhrase,
    SearchPosting,
    SearchTerm,
    SupportBody,
)
from .source import Certainty, Source, Sourced
from .throttle import Throttle
from .topic import TaggedCluster, Topic
from .vocabulary import Driver, InnovationField, Region, ServiceType, Vocabulary

__all__ = [
    "DUE",
    "FRESH",
    "AnswerTime",
    "AppendOnly",
    "AppendOnlyError",
    "AuditEntry",
    "Certainty",
    "Cluster",
    "ClusterDriver",
    "Confirmation",
    "ConfirmationRequest",
    "Contact",
    "DailyCount",
    "Driver",
    "Edition",
    "Enquiry",
    "EnquiryMessage",
    "EnquiryThread",
    "Feedback",
    "FormerSlug",
    "Freshness",
    "InnovationField",
    "Invitation",
    "LinkCheck",
    "Location",
    "Management",
    "OutgoingMail",
    "OutsideSubject",
    "Page",
    "Place",
    "PostcodeArea",
    "Proposal",
    "Region",
    "SearchForm",
    "SearchFrequency",
    "SearchPhrase",
    "SearchPosting",
    "SearchTerm",
    "Section",
    "ServiceOffer",
    "ServiceType",
    "Source",
    "Sourced",
    "SupportBody",
    "TaggedCluster",
    "Throttle",
    "Topic",
    "Vocabulary",
    "current_versions",
    "held_versions",
    "holding",
    "mark_as_practice",
    "renew_edition",
    "renew_words",
]
