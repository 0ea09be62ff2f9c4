"""The directory: clusters with their contacts, locations and vocabularies."""

from .cluster import Cluster, ClusterDriver, FormerSlug, ServiceOffer
from .contact import Contact
from .edition import (
    Edition,
    current_versions,
    holding,
    renew_edition,
    renew_words,
)
from .location import Location
from .page import Page
from .place import Place, PostcodeArea
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
from .topic import TaggedCluster, Topic
from .vocabulary import Driver, InnovationField, Region, ServiceType, Vocabulary

__all__ = [
    "Certainty",
    "Cluster",
    "ClusterDriver",
    "Contact",
    "Driver",
    "Edition",
    "FormerSlug",
    "InnovationField",
    "Location",
    "OutsideSubject",
    "Page",
    "Place",
    "PostcodeArea",
    "Region",
    "SearchForm",
    "SearchFrequency",
    "SearchPhrase",
    "SearchPosting",
    "SearchTerm",
    "ServiceOffer",
    "ServiceType",
    "Source",
    "Sourced",
    "SupportBody",
    "TaggedCluster",
    "Topic",
    "Vocabulary",
    "current_versions",
    "holding",
    "renew_edition",
    "renew_words",
]
