"""Every named read of the impulses: one module a subject."""

from .assessments import AssessmentQuerySet, CriterionQuerySet
from .following import FollowerQuerySet
from .impulses import (
    ANSWERS,
    DRAFTS,
    OPEN_ANSWERS,
    VOTES,
    ImpulseQuerySet,
    clusters_delivering,
)
from .links import LinkQuerySet, linked_impulses
from .numbers import FormerNumberQuerySet
from .review import (
    FINISHED,
    AbsenceQuerySet,
    AnswerQuerySet,
    AssignmentQuerySet,
    PartQuerySet,
    own_votes,
    stands_in_for,
)
from .timeline import PublicEntryQuerySet
from .voices import VoiceQuerySet

__all__ = [
    "ANSWERS",
    "DRAFTS",
    "FINISHED",
    "OPEN_ANSWERS",
    "VOTES",
    "AbsenceQuerySet",
    "AnswerQuerySet",
    "AssessmentQuerySet",
    "AssignmentQuerySet",
    "CriterionQuerySet",
    "FollowerQuerySet",
    "FormerNumberQuerySet",
    "ImpulseQuerySet",
    "LinkQuerySet",
    "PartQuerySet",
    "PublicEntryQuerySet",
    "VoiceQuerySet",
    "clusters_delivering",
    "linked_impulses",
    "own_votes",
    "stands_in_for",
]
