"""A brief as headings, paragraphs, facts and tables, for the formats that are read.

Values are words in the active language; PDF and Word only decide how they look.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from impulses.brief.content import Brief, Entry, Item, late_in_words
from impulses.brief.internal import Internal
from impulses.brief.texts import Text


@dataclass(frozen=True)
class Fact:
    """A label and what it says; `late`: how late it is, in words."""

    label: str
    value: str
    lang: str = ""
    href: str = ""
    late: str = ""


@dataclass(frozen=True)
class Table:
    head: list[str]
    rows: list[list[Text]]


@dataclass
class Section:
    """What stands below a heading, in this order. `points`: a list."""

    title: str
    paragraphs: list[Text] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    table: Table | None = None
    points: list[list[Text]] = field(default_factory=list)
    is_internal: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.paragraphs or self.facts or self.table or self.points)


def sections_of(item: Item) -> list[Section]:
    """All of an impulse but its title; what is empty is left out."""
    found = [
        about(item),
        answer(item),
        implementation(item),
        parts(item),
        timeline(item),
    ]
    if item.internal:
        found += internal_sections(item.internal)
    return [section for section in found if not section.is_empty]


# --- the brief as a whole


def about_brief(brief: Brief) -> list[Fact]:
    """Of what, in which order and as of when."""
    conditions = "; ".join(map(str, brief.conditions)) or _("all impulses")
    return [
        Fact(_("As of"), day(brief.as_of)),
        Fact(_("Selection"), conditions),
        Fact(_("Sorted by"), brief.order),
        *[Fact(_("Note"), hint) for hint in brief.hints],
    ]


def notices(brief: Brief) -> list[str]:
    """What the marks of every page mean, said once."""
    found = []
    if brief.is_internal:
        found.append(
            _(
                "INTERNAL: this copy holds assessments, notes and drafts of the ministry."
                " It is not for publication."
            )
        )
    if brief.is_practice:
        found.append(
            _(
                "Practice data – invented: nothing of the assessments, answers, parts and"
                " voices in here was said by the ministry or by a cluster."
            )
        )
    return found


def summary(brief: Brief) -> str:
    """How many, and how many are late, in a sentence each."""
    number = len(brief.items)
    if not number:
        return _("No impulse matches this selection.")
    many = ngettext("%(number)s impulse.", "%(number)s impulses.", number)
    late = ngettext(
        "%(number)s is late: a published date has passed.",
        "%(number)s are late: a published date has passed.",
        brief.late,
    )
    return f"{many % {'number': number}} " + (
        late % {"number": brief.late} if brief.late else _("None is late.")
    )


def overview(brief: Brief) -> Table:
    """A row for each impulse; the first two cells name it."""
    head = [_("No."), _("Impulse"), _("Answer"), _("Implementation state")]
    rows = [
        [
            Text(str(item.number)),
            item.title,
            Text(item.answer),
            Text(item.implementation),
            Text(owed(item.next_due_on, item.most_days_late)),
        ]
        for item in brief.items
    ]
    return Table([*head, _("Next date")], rows)


def owed(on: date | None, days: int) -> str:
    """A day, and how late it is."""
    return ", ".join(filter(None, [day(on), late_in_words(days)]))


def page_words() -> list[str]:
    """What stands before the number of a page, before the number of all, and after."""
    place = {"number": "\n", "total": "\n"}
    return (_("Page %(number)s of %(total)s") % place).split("\n")


# --- one impulse


def about(item: Item) -> Section:
    page = _("p. %(number)s of the paper") % {"number": item.page} if item.page else ""
    wording = ", ".join(filter(None, [item.wording_state, page]))
    return Section(
        _("Wording"),
        paragraphs=paragraphs_of(item.wording),
        facts=known(
            Fact(_("Source"), wording),
            Fact(_("Drivers"), ", ".join(item.drivers)),
            Fact(_("Services"), ", ".join(item.services)),
            Fact(_("Addressees"), ", ".join(item.addressees)),
            Fact(_("Asked for by"), ", ".join(item.asking)),
            Fact(_("Clusters that can deliver"), ", ".join(item.delivering)),
            Fact(_("Voices of the clusters"), item.voices),
        ),
    )


def answer(item: Item) -> Section:
    due_on, late = day(item.answer_due_on), late_in_words(item.answer_days_late)
    return Section(
        _("Answer of the ministry"),
        facts=known(
            Fact(_("Answer"), item.answer),
            Fact(_("Answered on"), day(item.answered_on)),
            Fact(_("Answer promised by"), due_on, late=late),
        ),
        paragraphs=paragraphs_of(item.reason),
    )


def implementation(item: Item) -> Section:
    step, late = item.next_step, late_in_words(item.days_late)
    return Section(
        _("Implementation"),
        facts=known(
            Fact(_("Implementation state"), item.implementation),
            Fact(_("Responsible unit"), item.unit),
            Fact(_("Next step"), step.text, step.lang),
            Fact(_("Due on"), day(item.due_on), late=late),
            Fact(_("Evidence"), item.evidence_url, href=item.evidence_url),
        ),
    )


def parts(item: Item) -> Section:
    if not item.parts:
        return Section("")
    head = [_("Part"), _("Done when"), _("Implementation state"), _("Due on")]
    rows = [
        [
            part.title,
            Text(part.measure.text or "–", part.measure.lang),
            Text("\n".join(filter(None, [part.state, part.unit, part.evidence_url]))),
            Text(owed(part.due_on, part.days_late) or "–"),
        ]
        for part in item.parts
    ]
    return Section(_("Parts of the impulse"), table=Table(head, rows))


def timeline(item: Item) -> Section:
    return Section(
        _("Timeline"), points=[[dated(entry), entry.text] for entry in item.entries]
    )


def dated(entry: Entry) -> Text:
    colon = ":" if entry.text else ""
    return Text(f"{day(entry.on)}, {entry.role} – {entry.kind}{colon}")


# --- what an internal copy says besides


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
            Text(number_format(score.mean, 1)),
            Text(number_format(score.median, 1)),
            Text(f"{score.low} – {score.high}"),
            Text(str(score.number)),
        ]
        for score in internal.scores
    ]
    counts = [f"{label}: {number}" for label, number in internal.recommendations]
    points = [
        [
            Text(
                f"{vote.reviewer}, {day(vote.on)}: {vote.recommendation or vote.kind}"
            ),
            Text(vote.reason),
        ]
        for vote in internal.votes
    ]
    return Section(
        _("Assessments"),
        facts=known(Fact(_("Recommendations"), ", ".join(counts))),
        table=Table(head, rows) if rows else None,
        points=points,
    )


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


# --- pieces


def known(*facts: Fact) -> list[Fact]:
    return [fact for fact in facts if fact.value]


def paragraphs_of(text: Text) -> list[Text]:
    return [Text(part, text.lang) for part in text.paragraphs]


def day(on: date | None) -> str:
    return date_format(on, "DATE_FORMAT") if on else ""
