"""Drafts and published answers, as the work area shows them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from impulses.models import Answer, Impulse
from impulses.people import name_of
from impulses.reviews.answer_checks import concerns
from impulses.reviews.answers import OF_IMPULSE, take_over
from impulses.timeline import arrow
from impulses.transitions import is_author, steps_for

REASONS = ["reason_de", "reason_en"]
# as the preview has them
IN_ORDER = ["answer", *REASONS, *(name for name in OF_IMPULSE if name != "answer")]


class Preview(NamedTuple):
    """An answer as it will be: `impulse` and `answer` are copies that nobody saves.

    `version`: of the draft that is shown. `why_not`: why the account cannot release it,
    or empty. `steps`: names of those that it can take. `replaced`: what stands in public
    now and would be changed or gone.
    """

    impulse: Impulse
    answer: Answer
    version: int
    authors: list[str]
    released_by: str
    steps: list[str]
    why_not: str
    concerns: list[str]
    replaced: list[str]

    @property
    def seen(self) -> str:
        """Names what was shown, for the form that releases several."""
        return f"{self.answer.pk}:{self.version}"

    @property
    def is_scheduled(self) -> bool:
        return self.answer.state == Answer.State.SCHEDULED

    @property
    def is_late(self) -> bool:
        """Whether it should be out already: then the command does not run."""
        when = self.answer.publish_at
        return when is not None and when <= timezone.now()


def preview_of(draft: Answer, user) -> Preview:
    """Of a draft from `AnswerQuerySet.for_release`: asks the database nothing more."""
    steps = [step.name for step in steps_for(draft.impulse, draft, user)]
    shown, answer = copy(draft.impulse), copy(draft)
    answer.published_at = draft.publish_at or timezone.now()
    take_over(shown, answer)
    return Preview(
        impulse=shown,
        answer=answer,
        version=draft.version,
        authors=[called(author, user) for author in draft.authors.all()],
        released_by=called(draft.released_by, user),
        steps=steps,
        why_not="" if "publish" in steps else reason_against(draft, user),
        concerns=concerns(draft),
        replaced=replaced_by(draft),
    )


def reason_against(draft: Answer, user) -> str:
    """Why an account cannot release a draft now."""
    if draft.state == Answer.State.SCHEDULED:
        return _("It is released already and waits for its time.")
    if is_author(draft, user):
        return _("You have written this answer: another person must publish it.")
    return _("Your account may not publish answers.")


def replaced_by(draft: Answer) -> list[str]:
    """All that stands in public and that the draft would change or take away, in words;
    it may be newer than the draft."""
    impulse = draft.impulse
    found = []
    for name in IN_ORDER:
        row = impulse.published_answer if name in REASONS else impulse
        before, after = getattr(row, name, ""), getattr(draft, name)
        is_open = name == "answer" and not impulse.is_answered
        if before and before != after and not is_open:
            found.append(change_in_words(name, before, after))
    return found


def change_in_words(name: str, before, after) -> str:
    """A reason is long: the page shows the new one, the public page the old one."""
    field: Any = Answer._meta.get_field(name)
    label = capfirst(str(field.verbose_name))
    if name in REASONS:
        words = _("%(label)s: changed") if after else _("%(label)s: removed")
        return words % {"label": label}
    if name == "answer":
        before, after = Impulse.Answer(before).label, Impulse.Answer(after).label
    return arrow(label, localize(before), localize(after) if after else "")


def previews_of(drafts: Iterable[Answer], user) -> list[Preview]:
    return [preview_of(draft, user) for draft in drafts]


def called(account, user) -> str:
    """An account as another one reads it, after "by"."""
    if account is None:
        return ""
    return _("yourself") if account == user else name_of(account)


def answers_panel(impulse: Impulse, user) -> dict[str, Any]:
    """The draft, for coordinators alone, and what was published, the newest first."""
    published = list(impulse.answers.published().order_by("-published_at", "-pk"))
    if not user.has_perm("impulses.coordinate"):
        return {"published": published} if published else {}
    draft = impulse.answers.for_release().first()
    return {
        "published": published,
        "draft": preview_of(draft, user) if draft else None,
        "may_prepare": draft is None,
    }
