"""What waits for the office, over all entries: the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.desk.own import Waiting, addresses, by_cluster, waiting
from clusters.desk.standing import SectionStanding, section_standings
from clusters.mail.enquiries import first_reminder
from clusters.models import (
    Cluster,
    Confirmation,
    EnquiryThread,
    Feedback,
    Freshness,
    LinkCheck,
    OutgoingMail,
    Proposal,
)
from clusters.workingdays import working_days


@dataclass(frozen=True)
class Need:
    """One line of the list. `where`: the entry, or what else to look at."""

    title: str
    detail: str
    cluster: Cluster | None = None
    where: str = "change"


@dataclass
class Topic:
    """Lines of one kind. `name`: stable, for the look; `is_urgent`: somebody waits."""

    name: str
    title: str
    is_urgent: bool
    needs: list[Need] = field(default_factory=list)


@dataclass
class Overview:
    """Every entry that is not archived, and what waits there."""

    clusters: list[Cluster]
    sections: dict[int, list[SectionStanding]]
    late: dict[int, Waiting]
    proposals: dict[int, Waiting]
    dead: set[str]


def overview() -> Overview:
    """The same number of queries for any number of entries."""
    clusters = list(
        Cluster.objects.exclude(state=Cluster.State.ARCHIVED)
        .prefetch_related("managers", "offers", "driver_links", "locations")
        .prefetch_related("contacts", "sources")
    )
    newest = by_cluster(Confirmation.objects.newest())
    return Overview(
        clusters,
        {c.pk: section_standings(newest[c.pk]) for c in clusters},
        late_enquiries(),
        waiting(Proposal.objects.undecided()),
        set(LinkCheck.objects.dead().values_list("url", flat=True)),
    )


def late_enquiries() -> dict[int, Waiting]:
    """Those that wait for longer than the first reminder; numbers, never their text."""
    today = timezone.localdate()
    found: dict[int, Waiting] = {}
    for key, _name, moment in EnquiryThread.objects.waiting_times():
        if working_days(timezone.localdate(moment), today) >= first_reminder():
            known = found.get(key, Waiting(0, moment))
            found[key] = Waiting(known.number + 1, known.since)
    return found


def attention() -> list[Topic]:
    """What waits, by kind; kinds without any line are left out."""
    all_of = overview()
    topics = [
        Topic("mails", _("Mails that do not leave"), True, list(mails())),
        Topic("feedback", _("Messages about the site"), True, list(feedback())),
        Topic("enquiries", _("Enquiries without an answer"), True, list(late(all_of))),
        Topic(
            "proposals",
            _("Proposals that nobody decides"),
            True,
            list(undecided(all_of)),
        ),
        Topic("drafts", _("Drafts ready to be published"), True, list(drafts(all_of))),
        Topic("overdue", _("Not checked for long"), False, list(overdue(all_of))),
        Topic("managers", _("Entries without managers"), False, list(alone(all_of))),
        Topic("unconfirmed", _("Never confirmed"), False, list(unconfirmed(all_of))),
        Topic("links", _("Dead links"), False, list(dead_links(all_of))),
    ]
    return [topic for topic in topics if topic.needs]


def since(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return _("since %(date)s") % {"date": date_format(timezone.localtime(moment))}


def mails() -> Iterator[Need]:
    """A number only: what is written there is not for the office."""
    found = whole(OutgoingMail.objects.stuck())
    if found.number:
        text = ngettext("%(n)s mail waits", "%(n)s mails wait", found.number)
        yield Need(text % {"n": found.number}, since(found.since), where="mails")


def feedback() -> Iterator[Need]:
    found = whole(Feedback.objects.unanswered())
    if found.number:
        text = ngettext("%(n)s message waits", "%(n)s messages wait", found.number)
        yield Need(text % {"n": found.number}, since(found.since), where="feedback")


def whole(rows: QuerySet) -> Waiting:
    moments = list(rows.order_by("created_at").values_list("created_at", flat=True))
    return Waiting(len(moments), moments[0] if moments else None)


def late(all_of: Overview) -> Iterator[Need]:
    for cluster in all_of.clusters:
        found = all_of.late.get(cluster.pk, Waiting())
        if found.number:
            text = ngettext("%(n)s enquiry", "%(n)s enquiries", found.number)
            detail = f"{text % {'n': found.number}} {since(found.since)}"
            yield Need(str(cluster), detail, cluster, "enquiries")


def undecided(all_of: Overview) -> Iterator[Need]:
    for cluster in all_of.clusters:
        found = all_of.proposals.get(cluster.pk, Waiting())
        if found.number and not cluster.managers.all():
            text = ngettext("%(n)s proposal", "%(n)s proposals", found.number)
            detail = f"{text % {'n': found.number}} {since(found.since)}"
            yield Need(str(cluster), detail, cluster, "proposals")


def drafts(all_of: Overview) -> Iterator[Need]:
    for cluster in all_of.clusters:
        if cluster.state == Cluster.State.DRAFT and cluster.confirmed_on:
            day = date_format(cluster.confirmed_on)
            yield Need(
                str(cluster), _("confirmed on %(date)s") % {"date": day}, cluster
            )


def overdue(all_of: Overview) -> Iterator[Need]:
    found = []
    for cluster in all_of.clusters:
        old = in_state(all_of, cluster, Freshness.OVERDUE)
        if old:
            days = [s.confirmation.confirmed_on for s in old if s.confirmation]
            oldest = min(days)
            found.append((oldest, cluster, old))
    for oldest, cluster, old in sorted(found, key=lambda row: row[0]):
        day = _("since %(date)s") % {"date": date_format(oldest)}
        yield Need(str(cluster), f"{labels(old)}, {day}", cluster)


def alone(all_of: Overview) -> Iterator[Need]:
    for cluster in all_of.clusters:
        if not cluster.managers.all():
            yield Need(str(cluster), cluster.get_state_display(), cluster, "team")


def unconfirmed(all_of: Overview) -> Iterator[Need]:
    for cluster in all_of.clusters:
        never = in_state(all_of, cluster, Freshness.UNCONFIRMED)
        if never:
            is_whole = len(never) == len(all_of.sections[cluster.pk])
            detail = _("no section") if is_whole else labels(never)
            yield Need(str(cluster), detail, cluster)


def dead_links(all_of: Overview) -> Iterator[Need]:
    for cluster in all_of.clusters:
        dead = sorted(all_of.dead & set(addresses(cluster)))
        if dead:
            yield Need(str(cluster), ", ".join(dead), cluster, "links")


def in_state(all_of: Overview, cluster, wanted: Freshness) -> list[SectionStanding]:
    return [s for s in all_of.sections[cluster.pk] if s.freshness == wanted]


def labels(sections: list[SectionStanding]) -> str:
    return capfirst(", ".join(section.label for section in sections))
