"""The impulses of the paper, what the ministry makes of them, and who has a say."""

from .answers import ANSWER_CHOICES, REASON_LENGTH, Answer
from .assessments import (
    HEAVIEST,
    SCALE,
    Assessment,
    AssessmentScore,
    Criterion,
    CriterionChange,
)
from .assignments import Absence, Assignment
from .following import Follower
from .impulse import HIGHEST_NUMBER, FormerNumber, Impulse, ImpulseSource
from .links import ImpulseLink
from .notes import InternalNote
from .parts import ImpulsePart
from .reminders import Reminded
from .timeline import InternalEntry, PublicEntry
from .vocabulary import Addressee, ResponsibleUnit
from .voices import Voice

__all__ = [
    "ANSWER_CHOICES",
    "HEAVIEST",
    "HIGHEST_NUMBER",
    "REASON_LENGTH",
    "SCALE",
    "Absence",
    "Addressee",
    "Answer",
    "Assessment",
    "AssessmentScore",
    "Assignment",
    "Criterion",
    "CriterionChange",
    "Follower",
    "FormerNumber",
    "Impulse",
    "ImpulseLink",
    "ImpulsePart",
    "ImpulseSource",
    "InternalEntry",
    "InternalNote",
    "PublicEntry",
    "Reminded",
    "ResponsibleUnit",
    "Voice",
]
