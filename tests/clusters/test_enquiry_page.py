"""The page of an enquiry: how far it is, and what the firm may do there."""

import pytest
from django.core import mail
from django.urls import reverse

from clusters.mail.enquiries import token_of
from clusters.models import AnswerTime, EnquiryMessage, EnquiryThread
from tests.factories import (
    ClusterFactory,
    EnquiryFactory,
    EnquiryThreadFactory,
    UserFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db
ADDRESS = "/anfrage/"


@pytest.fixture
def a():
    manager = UserFactory(email="leitung-a@example.org")
    return ClusterFactory(
        slug="a", short_name="A", name="Cluster A", managers=[manager]
    )


@pytest.fixture
def thread(a):
    enquiry = EnquiryFactory(
        subject="Rezyklat", need="Viel Text", email="x@example.org"
    )
    return EnquiryThreadFactory(enquiry=enquiry, cluster=a)


@pytest.fixture
def status(thread):
    return f"{ADDRESS}{thread.enquiry.key}/"


@pytest.mark.parametrize(
    ("name", "args", "path"),
    [
        ("enquire", [], ""),
        ("enquiry", ["k"], "k/"),
        ("enquiry-message", ["k", 1], "k/nachricht/1/"),
        ("enquiry-close", ["k"], "k/erledigt/"),
        ("enquiry-helped", ["k"], "k/geholfen/"),
        ("enquiry-answered", ["1.x"], "beantwortet/1.x/"),
    ],
)
def test_address_is_stable(name, args, path):
    assert reverse(f"clusters:{name}", args=args) == f"{ADDRESS}{path}"


@pytest.mark.parametrize("path", ["", "erledigt/", "geholfen/", "nachricht/1/"])
def test_unknown_key_is_404_and_explained(client, path, settings):
    address = f"{ADDRESS}{'x' * 40}/{path}"
    response = client.post(address) if path else client.get(address)
    assert response.status_code == 404
    assert page_of(response).h1.text == "Hier ist keine Anfrage"


@pytest.mark.parametrize("method", ["get", "post"])
def test_unsigned_link_of_a_mailbox_is_404(client, thread, method):
    for token in [str(thread.pk), f"{thread.pk}.xx", token_of(thread) + "x", "x" * 900]:
        address = f"{ADDRESS}beantwortet/{token}/"
        assert getattr(client, method)(address).status_code == 404
    assert EnquiryThread.objects.get().state == "new"


def private_addresses(thread):
    return [
        ADDRESS,
        f"/en{ADDRESS}",
        f"{ADDRESS}{thread.enquiry.key}/",
        f"{ADDRESS}beantwortet/{token_of(thread)}/",
        f"{ADDRESS}unbekannt/",
    ]


def test_pages_are_kept_nowhere(client, thread):
    for address in private_addresses(thread):
        response = client.get(address)
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"
        assert "ETag" not in response


def test_key_is_not_passed_on_by_links_of_the_page(client, thread, status):
    page = page_of(client.get(status))
    links = [
        a["href"] for a in page.select("a[href]") if thread.enquiry.key in a["href"]
    ]
    # but the same page in the other language
    assert links == [f"/en{status}"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("new", "beim Cluster seit 1. November 2026"),
        ("in-progress", "in Arbeit"),
        ("answered", "beantwortet am 3. November 2026"),
        ("handed-over", "weitergegeben am 4. November 2026"),
        ("closed", "abgeschlossen am 4. November 2026"),
    ],
)
def test_page_shows_the_state(client, thread, status, state, words):
    EnquiryThread.objects.update(
        state=state,
        created_at="2026-11-01T12:00:00Z",
        answered_at="2026-11-03T12:00:00Z",
        closed_at="2026-11-04T12:00:00Z",
    )
    state = page_of(client.get(status)).select_one(".thread .state")
    assert " ".join(state.text.split()) == words


def write(client, status, thread, text="Noch etwas."):
    name = f"t{thread.pk}-text"
    return client.post(f"{status}nachricht/{thread.pk}/", {name: text})


def test_firm_writes_back(client, thread, status, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert write(client, status, thread).url == status
    message = EnquiryMessage.objects.get()
    assert (message.author, message.text, message.account) == (
        "firm",
        "Noch etwas.",
        None,
    )
    assert [(m.to, "Noch etwas." in m.body) for m in mail.outbox] == [
        (["leitung-a@example.org"], True)
    ]


def test_message_after_an_answer_makes_the_firm_wait_again(client, thread, status):
    before = thread.waiting_since
    EnquiryThread.objects.update(state="answered", reminded_after=7)
    write(client, status, thread)
    thread.refresh_from_db()
    assert (thread.state, thread.reminded_after) == ("in-progress", 0)
    assert thread.waiting_since > before


def test_message_sent_twice_is_there_once(client, thread, status):
    write(client, status, thread)
    assert write(client, status, thread).status_code == 302
    assert EnquiryMessage.objects.count() == 1


@pytest.mark.parametrize("state", ["handed-over", "closed"])
def test_message_to_a_closed_thread_is_refused_and_kept(client, thread, status, state):
    EnquiryThread.objects.update(state=state)
    response = write(client, status, thread)
    page = page_of(response)
    assert (response.status_code, EnquiryMessage.objects.count()) == (200, 0)
    assert page.select_one("textarea").text.strip() == "Noch etwas."
    assert page.select_one(".error-summary") is not None


@pytest.mark.parametrize("text", ["", "a\x00b", "x" * 6000])
def test_bad_message_is_refused(client, thread, status, text):
    response = write(client, status, thread, text)
    assert (response.status_code, EnquiryMessage.objects.count()) == (200, 0)
    assert page_of(response).select_one(".error-summary") is not None


def test_forged_thread_of_another_enquiry_is_404(client, status):
    other = EnquiryThreadFactory()
    assert write(client, status, other).status_code == 404
    assert client.post(f"{status}nachricht/{9**30}/").status_code == 404
    assert EnquiryMessage.objects.count() == 0


def test_firm_closes(client, thread, status, django_capture_on_commit_callbacks):
    other = EnquiryThreadFactory(enquiry=thread.enquiry, state="handed-over")
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            assert client.post(f"{status}erledigt/").url == status
    thread.refresh_from_db()
    other.refresh_from_db()
    assert (thread.state, other.state) == ("closed", "handed-over")
    assert [m.to for m in mail.outbox] == [["leitung-a@example.org"]]


def test_firm_says_once_whether_it_helped(client, thread, status):
    assert page_of(client.get(status)).select("[name=geholfen]") == []
    EnquiryThread.objects.update(state="closed", closed_at=thread.created_at)
    assert len(page_of(client.get(status)).select("[name=geholfen]")) == 3
    for word in ("vielleicht", "yes", "no"):
        client.post(f"{status}geholfen/", {"geholfen": word})
    thread.enquiry.refresh_from_db()
    assert thread.enquiry.helped == "yes"
    assert page_of(client.get(status)).select("[name=geholfen]") == []


def test_mailbox_says_that_it_answered(client, thread):
    address = f"{ADDRESS}beantwortet/{token_of(thread)}/"
    assert client.get(address).status_code == 200
    thread.refresh_from_db()
    assert thread.state == "new"
    for _time in range(2):
        assert client.post(address).url == address
    thread.refresh_from_db()
    assert thread.state == "answered"
    assert AnswerTime.objects.count() == 1
    assert page_of(client.get(address)).select("main form") == []


def test_status_addresses_answer_to_their_method_alone(client, thread, status):
    for path in ("erledigt/", "geholfen/", f"nachricht/{thread.pk}/"):
        assert client.get(status + path).status_code == 405
    assert client.post(status).status_code == 405
