"""A brief as headings, paragraphs, facts and tables, for the formats that are read.

Values are words in the active language; PDF and Word only decide how they look.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterallianz.addresses import source_host
from impulses.brief.content import Brief, Entry, Item, Source
from impulses.brief.internal_sections import internal_sections
from impulses.brief.shapes import Fact, Section, Table, day, known, paragraphs_of
from impulses.brief.texts import Text
from impulses.lateness import late_words


def sections_of(item: Item) -> list[Section]:
    """All of an impulse but its title; what is empty is left out."""
    found = [
        about(item),
        assignment(item),
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
        *[Fact(_("Note"), note) for note in [*brief.hints, *brief.caveats]],
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
    return ", ".join(filter(None, [day(on), late_words(days)]))


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
            Fact(_("State of the wording"), wording),
            *map(source, item.sources),
        ),
    )


def source(found: Source) -> Fact:
    """The page that an impulse was found on, by what it says there."""
    host = source_host(found.url)
    said = f"{found.text.text} ({host})" if found.text else host
    label = f"{_('Source')} ({found.doubt})" if found.doubt else _("Source")
    return Fact(label, said, found.text.lang, href=found.url)


def assignment(item: Item) -> Section:
    return Section(
        _("Assignment"),
        facts=known(
            Fact(_("Drivers"), ", ".join(item.drivers)),
            Fact(_("Services"), ", ".join(item.services)),
            Fact(_("Addressees"), ", ".join(item.addressees)),
            Fact(_("Asked for by"), ", ".join(item.asking)),
            Fact(_("Clusters that can deliver"), ", ".join(item.delivering)),
            Fact(_("Voices of the clusters"), item.voices),
            Fact(_("Note"), item.assignment),
        ),
    )


def answer(item: Item) -> Section:
    due_on, late = day(item.answer_due_on), late_words(item.answer_days_late)
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
    step, late = item.next_step, late_words(item.days_late)
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
    return Section(_("Timeline"), points=[point_of(entry) for entry in item.entries])


def point_of(entry: Entry) -> list[Text]:
    """When who did what, what changed by it, and what was said about it."""
    changes = "; ".join(entry.changes)
    stop = "." if changes and entry.text else ""
    colon = ":" if changes or entry.text else ""
    when = f"{day(entry.on)}, {entry.role} – {entry.kind}{colon}"
    return [Text(when), Text(f"{changes}{stop}"), entry.text]
