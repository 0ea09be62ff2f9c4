"""The first page of the admin: what waits for this account, each line a link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.desk.attention import Need, attention
from clusters.desk.own import Desk, Waiting, desks_of
from clusters.models import (
    EnquiryThread,
    Feedback,
    LinkCheck,
    OutgoingMail,
    Proposal,
)
from clusters.rules import managed_by

# what a need of the office leads to, where it is not an entry
LISTS: dict[str, type[Model]] = {
    "proposals": Proposal,
    "links": LinkCheck,
    "mails": OutgoingMail,
    "feedback": Feedback,
}


@dataclass(frozen=True)
class Task:
    """Something to do. `url`: where."""

    text: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class EntryTasks:
    """A desk, and its tasks beside the sections."""

    desk: Desk
    tasks: list[Task]

    @property
    def url(self) -> str:
        return change_url(self.desk.cluster)


@dataclass(frozen=True)
class OfficeTopic:
    name: str
    title: str
    is_urgent: bool
    tasks: list[Task]


def start_context(request) -> dict:
    """`entries`: of a manager; `topics`: of the office, None for everybody else."""
    user = request.user
    context: dict[str, list] = {}
    keys = managed_by(user)
    if keys:
        desks = desks_of(keys, user)
        # where something waits comes first; the order of the alphabet stays else
        desks.sort(key=lambda desk: desk.is_clear)
        context["entries"] = [EntryTasks(d, list(tasks_of(d))) for d in desks]
    if user.has_perm("clusters.publish_cluster"):
        context["topics"] = [
            OfficeTopic(t.name, t.title, t.is_urgent, [task_of(n) for n in t.needs])
            for t in attention()
        ]
    return context


def tasks_of(desk: Desk) -> Iterator[Task]:
    number = desk.enquiries.number
    if number:
        text = ngettext("Answer %(n)s enquiry", "Answer %(n)s enquiries", number)
        yield task(text, desk.enquiries, list_url(EnquiryThread))
    number = desk.proposals.number
    if number:
        text = ngettext("Decide on %(n)s proposal", "Decide on %(n)s proposals", number)
        yield task(text, desk.proposals, list_url(Proposal))
    if desk.dead_links:
        number = len(desk.dead_links)
        text = ngettext("Correct %(n)s dead link", "Correct %(n)s dead links", number)
        url = list_url(LinkCheck)
        yield Task(text % {"n": number}, url, ", ".join(desk.dead_links))
    number = desk.invitations.number
    if number:
        text = ngettext("%(n)s open invitation", "%(n)s open invitations", number)
        yield task(text, desk.invitations, team_url(desk.cluster))


def task(text: str, waiting: Waiting, url: str) -> Task:
    detail = ""
    if waiting.since:
        day = date_format(localtime(waiting.since))
        detail = _("since %(date)s") % {"date": day}
    return Task(text % {"n": waiting.number}, url, detail)


def task_of(need: Need) -> Task:
    if need.where in LISTS:
        url = list_url(LISTS[need.where])
    elif need.where == "enquiries":
        url = reverse("admin:clusters_enquirythread_overview")
    elif need.where == "team":
        url = team_url(need.cluster)
    else:
        url = change_url(need.cluster)
    # a cluster writes its name as it likes
    title = need.title if need.cluster else capfirst(need.title)
    return Task(title, url, need.detail)


def change_url(cluster) -> str:
    return reverse("admin:clusters_cluster_change", args=[cluster.pk])


def team_url(cluster) -> str:
    return reverse("admin:clusters_cluster_team", args=[cluster.pk])


def list_url(model: type[Model]) -> str:
    """Where these rows are listed."""
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    return reverse(f"admin:{name}_changelist")
