"""The sections that only an internal copy has."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from impulses.assessing import Figures
from impulses.brief.internal import Internal, Vote
from impulses.brief.shapes import Fact, Section, Table, day, known
from impulses.brief.texts import Text


def internal_sections(internal: Internal) -> list[Section]:
    found = [votes(internal), draft(internal), assignments(internal), notes(internal)]
    for section in found:
        section.is_internal = True
    return found


def votes(internal: Internal) -> Section:
    head = [_("Criterion"), _("Mean"), _("Median"), _("From – to"), _("Assessments")]
    rows = [
        [
            Text(score.criterion),
            Text(decimal(score.figures.mean)),
            Text(decimal(score.figures.median)),
            Text(span_of(score.figures)),
            Text(str(len(score.figures.values))),
        ]
        for score in internal.scores
    ]
    counts = [f"{label}: {number}" for label, number in internal.recommendations]
    points = [
        [Text(head_of(vote)), Text(values_of(vote)), Text(vote.reason)]
        for vote in internal.votes
    ]
    return Section(
        _("Assessments"),
        facts=known(Fact(_("Recommendations"), ", ".join(counts))),
        table=Table(head, rows) if rows else None,
        points=points,
    )


def decimal(value: float | None) -> str:
    return "" if value is None else number_format(value, 1)


def span_of(figures: Figures) -> str:
    """Lowest and highest value; whole ones without a comma."""
    ends = {figures.values[0]: None, figures.values[-1]: None}
    return " – ".join(number_format(end, 0 if end == int(end) else 1) for end in ends)


def head_of(vote: Vote) -> str:
    said = [f"{vote.reviewer}, {day(vote.on)}: {vote.recommendation or vote.kind}"]
    if vote.mark:
        said.append(f"({vote.mark})")
    return f"{' '.join(said)}."


def values_of(vote: Vote) -> str:
    said = ", ".join(f"{criterion} {value}" for criterion, value in vote.scores)
    return f"{said}." if said else ""


def draft(internal: Internal) -> Section:
    said = internal.draft
    facts = [Fact(_("Answer due on, not public"), day(internal.answer_due_on))]
    if said:
        facts += [
            Fact(_("Answer"), f"{said.answer} ({said.state})"),
            Fact(_("Prepared by"), said.prepared_by),
            Fact(_("To be published on"), day(said.publish_on)),
            Fact(_("Public reason"), said.reason.text, said.reason.lang),
            Fact(_("Responsible unit"), said.unit),
            Fact(_("Next step"), said.next_step.text, said.next_step.lang),
            Fact(_("Due on"), day(said.due_on)),
            Fact(_("Evidence"), said.evidence_url, href=said.evidence_url),
        ]
    return Section(_("Answer in preparation"), facts=known(*facts))


def assignments(internal: Internal) -> Section:
    points = []
    for assigned in internal.assigned:
        leads = _("in the lead") if assigned.is_lead else ""
        by = _("by %(date)s") % {"date": day(assigned.due_on)}
        said = [assigned.reviewer, leads, by if assigned.due_on else ""]
        points.append([Text(", ".join(filter(None, said)))])
    return Section(_("Assigned to"), points=points)


def notes(internal: Internal) -> Section:
    points = [
        [Text(f"{note.author}, {day(note.on)}:"), Text(note.text)]
        for note in internal.notes
    ]
    return Section(_("Internal notes"), points=points)
