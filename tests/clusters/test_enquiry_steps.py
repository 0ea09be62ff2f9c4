"""Every step of an enquiry at a cluster: by whom, from which state, told to whom."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection

from clusters.actions.enquiries import (
    STEPS,
    EnquiryNotAllowedError,
    EnquiryStateError,
    HasEnquiryError,
    ReadBeforeError,
    answer,
    close,
    close_by_firm,
    hand_over,
    mark_answered,
    mark_answered_by_link,
    take_on,
    write_back,
)
from clusters.models import AnswerTime, EnquiryMessage, EnquiryThread
from tests.clusters.asking import SECRET, change, step
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    EnquiryThreadFactory,
    UserFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db


def test_every_state_is_the_result_of_a_step():
    states = {after for steps in STEPS.values() for after in steps.values()}
    assert states == set(EnquiryThread.State.values)


def do(name, thread, manager, to):
    steps = {
        "take_on": lambda: take_on(thread, by=manager),
        "answer": lambda: answer(thread, text="A", seen=0, by=manager),
        "mark_answered": lambda: mark_answered(thread, by=manager),
        "hand_over": lambda: hand_over(thread, to=to, reason="R", by=manager),
        "close": lambda: close(thread, reason="R", by=manager),
        "write": lambda: write_back(thread, text="T"),
        "close_by_firm": lambda: close_by_firm(thread.enquiry),
    }
    return steps[name]()


@pytest.mark.parametrize("state", EnquiryThread.State.values)
@pytest.mark.parametrize("name", STEPS)
def test_step_from_state(own, manager, other, name, state):
    thread = EnquiryThreadFactory(cluster=own, state=state)
    after = STEPS[name].get(state)
    if after is None and name != "close_by_firm":
        with pytest.raises(EnquiryStateError):
            do(name, thread, manager, other)
    else:
        do(name, thread, manager, other)
    thread.refresh_from_db()
    assert thread.state == (after or state)
    if after is None:
        assert EnquiryMessage.objects.count() == AnswerTime.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["take_on", "answer", "mark_answered", "hand_over", "close"]
)
def test_step_of_a_stranger_is_refused(own, other, thread, name):
    for stranger in (other.managers.get(), UserFactory(is_superuser=True)):
        with pytest.raises(EnquiryNotAllowedError):
            do(name, thread, stranger, other)
    thread.refresh_from_db()
    assert thread.state == "new"


def test_answer_goes_to_the_firm(
    as_manager, own, manager, thread, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = step(as_manager, thread, "answer", text="Gern.", seen=0)
    assert response.url == change(thread)
    thread.refresh_from_db()
    (message,) = thread.messages.all()
    assert (thread.state, message.author, message.account) == (
        "answered",
        "cluster",
        manager,
    )
    (sent,) = mail.outbox
    mailbox = own.contacts.get().email
    assert (sent.to, sent.reply_to) == (["x@example.org"], [mailbox])
    assert "Gern." in sent.body
    assert f"/anfrage/{thread.enquiry.key}/" in sent.body
    # the account is nobody's business
    assert manager.username not in sent.body
    status = as_manager.get(f"/anfrage/{thread.enquiry.key}/").content.decode()
    assert ("Gern." in status, manager.username in status) == (True, False)


def test_first_answer_alone_is_timed(own, manager, thread):
    answer(thread, text="A", seen=0, by=manager)
    seen = thread.messages.get().pk
    answer(thread, text="B", seen=seen, by=manager)
    assert AnswerTime.objects.get().cluster == own


def test_answer_sent_twice_is_there_once(as_manager, thread):
    for _time in range(2):
        response = step(as_manager, thread, "answer", text="Gern.", seen=0)
        assert response.status_code == 302
    assert thread.messages.count() == AnswerTime.objects.count() == 1


def test_second_answer_at_once_is_refused_and_kept(as_manager, thread, manager):
    answer(thread, text="Erste", seen=0, by=manager)
    response = step(as_manager, thread, "answer", text="Zweite", seen=0)
    page = page_of(response)
    assert response.status_code == 409
    assert page.select_one("#id_answer-text").text.strip() == "Zweite"
    assert "Erste" in page.select_one(".talk").text
    assert page.select_one(".error-summary") is not None
    assert thread.messages.count() == 1
    # after having read it, the text can be sent
    seen = page.select_one("[name=answer-seen]")["value"]
    assert (
        step(as_manager, thread, "answer", text="Zweite", seen=seen).status_code == 302
    )
    assert [m.text for m in thread.messages.all()] == ["Erste", "Zweite"]


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="in memory, SQLite's threads do not wait for each other",
)
@pytest.mark.django_db(transaction=True)
def test_two_managers_answer_at_once(own, manager, thread):
    def run(n):
        try:
            answer(thread, text=f"Antwort {n}", seen=0, by=manager)
        except ReadBeforeError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(run, range(4)))
    assert sorted(done) == [False, False, False, True]
    assert thread.messages.count() == AnswerTime.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {"text": ""},
        {"text": "a\x00b"},
        {"text": "x" * 1_000_000},
        {"text": "gut", "seen": "kein Wert"},
        {"text": "gut", "seen": "9" * 40},
    ],
    ids=lambda data: str(data)[:40],
)
def test_bad_answer_is_refused_and_kept(as_manager, thread, data):
    response = step(as_manager, thread, "answer", **data)
    assert response.status_code in (200, 409)
    assert page_of(response).select_one(".error-summary") is not None
    if data["text"] == "gut":
        assert page_of(response).select_one("#id_answer-text").text.strip() == "gut"
    assert EnquiryMessage.objects.count() == 0


def test_hand_over_keeps_what_was_written(
    as_manager, thread, other, django_capture_on_commit_callbacks
):
    write_back(thread, text="Nachtrag des Betriebs")
    with django_capture_on_commit_callbacks(execute=True):
        step(
            as_manager, thread, "hand-over", cluster=other.pk, text="Passt dort besser."
        )
    new = EnquiryThread.objects.get(cluster=other)
    thread.refresh_from_db()
    assert (thread.state, new.state, new.handed_over_from) == (
        "handed-over",
        "new",
        thread,
    )
    sent = {m.to[0]: m.body for m in mail.outbox}
    assert ["Passt dort besser." in body for body in sent.values()] == [True, True]
    assert sorted(sent) == ["leitung-b@example.org", "x@example.org"]
    as_manager.force_login(other.managers.get())
    talk = page_of(as_manager.get(change(new))).select_one(".talk").text
    parts = [SECRET, "Nachtrag des Betriebs", "Passt dort besser."]
    assert [part in talk for part in parts] == [True] * 3
    # the old thread stays with the old cluster
    assert as_manager.get(change(thread)).status_code == 404


def test_new_cluster_reads_nothing_of_a_third_one(as_manager, thread, other):
    third = EnquiryThreadFactory(enquiry=thread.enquiry)
    third.messages.create(author="cluster", text="Nur unter uns")
    manager = thread.cluster.managers.get()
    new = hand_over(thread, to=other, reason="R", by=manager)
    as_manager.force_login(other.managers.get())
    assert "Nur unter uns" not in as_manager.get(change(new)).content.decode()


def test_firm_sees_the_new_cluster(client, thread, other, manager):
    hand_over(thread, to=other, reason="R", by=manager)
    page = page_of(client.get(f"/anfrage/{thread.enquiry.key}/"))
    states = [li.select_one("h3").text for li in page.select(".thread")]
    assert states == [thread.cluster.name, other.name]


def test_hand_over_to_whom_it_cannot_go_is_refused(as_manager, own, thread, other):
    has_it = EnquiryThreadFactory(enquiry=thread.enquiry, cluster=other).cluster
    nobody = ClusterFactory()
    draft = ClusterFactory(state="draft", managers=[UserFactory()])
    for key in (has_it.pk, nobody.pk, draft.pk, own.pk, 9**30, "x", "\x00", ""):
        response = step(as_manager, thread, "hand-over", cluster=key, text="Weil")
        assert response.status_code == 200
        assert page_of(response).select_one(".error-summary") is not None
    assert EnquiryThread.objects.count() == 2
    with pytest.raises(HasEnquiryError):
        hand_over(thread, to=has_it, reason="R", by=own.managers.get())


def test_closing_without_an_answer_needs_a_reason(
    as_manager, thread, django_capture_on_commit_callbacks
):
    response = step(as_manager, thread, "close", text=" ")
    assert response.status_code == 409
    with django_capture_on_commit_callbacks(execute=True):
        step(as_manager, thread, "close", text="Das ist Werbung.")
    thread.refresh_from_db()
    assert thread.state == "closed"
    assert ["Das ist Werbung." in m.body for m in mail.outbox] == [True]


def test_closing_after_an_answer_needs_none(as_manager, thread, manager):
    answer(thread, text="A", seen=0, by=manager)
    assert step(as_manager, thread, "close", text="").status_code == 302
    assert [m.words for m in thread.messages.all()] == [
        "A",
        "Das Cluster hat die Anfrage abgeschlossen.",
    ]


def test_step_that_came_too_late_says_so(as_manager, thread):
    for _time in range(2):
        response = step(as_manager, thread, "take-on")
        assert response.url == change(thread)
    levels = [m.level_tag for m in as_manager.get(change(thread)).context["messages"]]
    assert levels == ["success", "warning"]
    assert thread.messages.count() == 1


def test_link_of_a_mailbox_counts_as_an_answer_once(thread):
    mark_answered_by_link(thread)
    with pytest.raises(EnquiryStateError):
        mark_answered_by_link(thread)
    assert AnswerTime.objects.get().working_days == 0


def test_mailbox_of_a_cluster_without_accounts_gets_all_by_mail(
    thread, manager, django_capture_on_commit_callbacks
):
    cluster = ClusterFactory()
    ContactFactory(cluster=cluster, email="post@example.org")
    write_back(thread, text="Nachtrag")
    with django_capture_on_commit_callbacks(execute=True):
        hand_over(thread, to=cluster, reason="Grund", by=manager)
    (letter,) = (m for m in mail.outbox if m.to == ["post@example.org"])
    parts = [SECRET, "Nachtrag", "Grund", "x@example.org"]
    assert [part in letter.body for part in parts] == [True] * 4
    assert letter.reply_to == ["x@example.org"]
