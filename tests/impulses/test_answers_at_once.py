"""Answers while others are at work, while the mail is down, and by the command."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from clusters.models import OutgoingMail
from impulses.models import Answer, InternalEntry, PublicEntry
from impulses.reviews import answers
from impulses.reviews.following import hash_of
from tests.clusters.managing import at_once
from tests.factories import CoordinatorFactory, FollowerFactory, ImpulseFactory
from tests.impulses.answering import stored, values

needs_locks = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets only one transaction write"
)


@pytest.fixture
def draft(db):
    impulse = ImpulseFactory(number=7)
    for _ in range(2):
        FollowerFactory(impulse=impulse, confirmed_at=timezone.now())
    author = CoordinatorFactory(username="schreibt")
    return answers.prepare_answer(impulse, values(), by=author)


@pytest.fixture
def releaser():
    return CoordinatorFactory(username="gibt-frei")


def scheduled(draft, releaser, **since):
    answers.schedule_answer(
        draft, timezone.now() + timedelta(days=1), draft.version, by=releaser
    )
    Answer.objects.filter(pk=draft.pk).update(
        publish_at=timezone.now() - timedelta(**since)
    )


def keys() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("key", flat=True))


def is_published_once() -> bool:
    counts = (
        Answer.objects.published().count(),
        PublicEntry.objects.filter(kind="answer").count(),
        InternalEntry.objects.filter(kind="published").count(),
        OutgoingMail.objects.count(),
    )
    return counts == (1, 1, 1, 2)


@needs_locks
@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_once(draft, releaser):
    other = CoordinatorFactory(username="gibt-auch-frei")

    errors = at_once(
        lambda: answers.publish_answer(draft, 0, by=releaser),
        lambda: answers.publish_answer(draft, 0, by=other),
    )

    assert errors == ["", "StepError"]
    assert is_published_once()


@needs_locks
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_turn", range(4))
def test_no_text_is_published_that_nobody_saw(draft, releaser, _turn):
    author = draft.prepared_by
    changed = values(reason_de="Neu.")

    errors = at_once(
        lambda: answers.edit_answer(draft, changed, 0, by=author),
        lambda: answers.publish_answer(draft, 0, by=releaser),
    )

    answer = Answer.objects.get()
    if answer.state == "published":
        # the change came too late
        assert errors == ["", "StepError"]
        assert answer.reason_de == draft.reason_de
        assert is_published_once()
    else:
        # the change was first
        assert errors == ["", "ConflictError"]
        assert answer.reason_de == "Neu."
        assert not PublicEntry.objects.exists()
        assert not OutgoingMail.objects.exists()


@needs_locks
@pytest.mark.django_db(transaction=True)
def test_two_who_prepare_at_once_prepare_one(db):
    impulse = ImpulseFactory()
    accounts = [CoordinatorFactory(username=f"schreibt-{n}") for n in range(2)]

    errors = at_once(
        *(
            lambda account=account: answers.prepare_answer(
                impulse, values(), by=account
            )
            for account in accounts
        )
    )

    assert errors == ["", "StepError"]
    assert Answer.objects.count() == 1


@needs_locks
@pytest.mark.django_db(transaction=True)
def test_two_commands_at_once_publish_once(draft, releaser):
    scheduled(draft, releaser, minutes=1)
    now, found = timezone.now(), []

    errors = at_once(
        *[lambda: found.extend(answers.publish_due_answers(now))] * 3,
    )

    assert errors == ["", "", ""]
    assert [outcome.reason for outcome in found] == [""]
    assert is_published_once()


@needs_locks
@pytest.mark.django_db(transaction=True)
def test_recall_and_command_at_once_do_one_of_both(draft, releaser):
    scheduled(draft, releaser, minutes=1)
    now, found = timezone.now(), []

    errors = at_once(
        lambda: found.extend(answers.publish_due_answers(now)),
        lambda: answers.recall_answer(draft, 1, by=releaser),
    )

    if Answer.objects.get().state == "published":
        assert errors == ["", "StepError"]
        assert is_published_once()
    else:
        assert (errors, found) == (["", ""], [])
        assert not PublicEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_mails_wait_if_they_cannot_be_sent(draft, releaser, monkeypatch):
    def break_down(mail):
        raise OSError("no way out")

    monkeypatch.setattr("clusters.mail.queue.message_of", break_down)

    answers.publish_answer(draft, 0, by=releaser)

    assert is_published_once()
    assert OutgoingMail.objects.filter(sent_at=None, tries=1).count() == 2


@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_if_the_mails_cannot_be_written(
    draft, releaser, monkeypatch
):
    def break_down(impulse, entry):
        raise RuntimeError("died here")

    monkeypatch.setattr("impulses.reviews.timeline.tell_followers", break_down)
    before = stored()

    with pytest.raises(RuntimeError):
        answers.publish_answer(draft, 0, by=releaser)

    assert stored() == before


def test_mails_have_the_key_of_the_entry(db, draft, releaser):
    answers.publish_answer(draft, 0, by=releaser)

    entry = PublicEntry.objects.get()
    followers = draft.impulse.followers.all()
    assert keys() == sorted(f"follow-{entry.pk}-{hash_of(f)}" for f in followers)


def test_command_publishes_what_is_due(db, draft, releaser, capsys):
    call_command("publish_due_answers")
    assert capsys.readouterr().out == "0 answers published.\n"
    scheduled(draft, releaser, minutes=1)

    before = stored()
    call_command("publish_due_answers", dry_run=True)
    assert capsys.readouterr().out == (
        "7: published\n1 answers published; dry run, nothing was published.\n"
    )
    assert stored() == before

    call_command("publish_due_answers")
    assert capsys.readouterr().out == "7: published\n1 answers published.\n"
    assert is_published_once()

    before = stored()
    call_command("publish_due_answers")
    assert capsys.readouterr().out == "0 answers published.\n"
    assert stored() == before


def test_command_fails_after_all_others_if_one_fails(db, draft, releaser, capsys):
    scheduled(draft, releaser, minutes=2)
    draft.authors.add(releaser)
    other = answers.prepare_answer(
        ImpulseFactory(number=8), values(), by=draft.prepared_by
    )
    scheduled(other, releaser, minutes=1)

    with pytest.raises(CommandError, match="1 answers could not be published"):
        call_command("publish_due_answers")

    assert capsys.readouterr().out.splitlines() == [
        "7: NOT published: Whoever wrote an answer cannot publish it.",
        "8: published",
        "1 answers published.",
    ]
