"""Voten as the tests post and save them."""

from impulses.models import AssessmentScore
from tests.factories import AssessmentFactory

REASON = "Der Nutzen ist belegt."


def form(*scores, **more) -> dict:
    """What the form sends. `scores`: pairs of a criterion and a value."""
    fields = {f"kriterium_{criterion.pk}": value for criterion, value in scores}
    plain = {"art": "judged", "empfehlung": "angenommen", "begruendung": REASON}
    return plain | {"ersetzt": ""} | fields | more


def vote(impulse, reviewer, *scores, **more):
    """An assessment without the checks of `save_assessment`."""
    assessment = AssessmentFactory(impulse=impulse, reviewer=reviewer, **more)
    for criterion, value in scores:
        AssessmentScore.objects.create(
            assessment=assessment, criterion=criterion, value=value
        )
    return assessment
