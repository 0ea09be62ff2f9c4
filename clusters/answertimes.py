"""How long a cluster takes to answer, as a band that a reader can count on."""

from django.utils.translation import gettext as _

from clusters.models import AnswerTime, Cluster

TWO_DAYS, WEEK, TWO_WEEKS = 2, 5, 10  # working days


def band(median: float) -> str:
    if median <= TWO_DAYS:
        return _("mostly answers within 2 working days")
    if median <= WEEK:
        return _("mostly answers within a week")
    if median <= TWO_WEEKS:
        return _("mostly answers within two weeks")
    return _("mostly takes longer than two weeks to answer")


def answer_band(cluster: Cluster) -> str:
    """Empty as long as too few enquiries were answered to say anything."""
    median = AnswerTime.objects.median_of(cluster)
    return "" if median is None else band(median)
