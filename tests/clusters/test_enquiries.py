"""An enquiry from the form to its page: what a firm meets, in good and bad faith."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from clusters.actions.counting import PROGRAMS
from clusters.actions.enquiries import send_enquiry
from clusters.mail.enquiries import token_of
from clusters.models import (
    DailyCount,
    Enquiry,
    EnquiryThread,
    OutgoingMail,
)
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    EnquiryFactory,
    EnquiryThreadFactory,
    UserFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db
ADDRESS = "/anfrage/"
FORM = {
    "c": ["a"],
    "betreff": "Rezyklat für Spritzguss",
    "anliegen": "Wir suchen Hilfe beim Einsatz von Rezyklat.",
    "ort": "Solingen",
    "groesse": "small",
    "name": "Muster GmbH",
    "email": "betrieb@example.org",
    "einmal": "a" * 40,
}


@pytest.fixture
def a():
    manager = UserFactory(email="leitung-a@example.org")
    return ClusterFactory(
        slug="a", short_name="A", name="Cluster A", managers=[manager]
    )


@pytest.fixture
def b():
    cluster = ClusterFactory(slug="b", short_name="B", name="Cluster B")
    ContactFactory(cluster=cluster, email="post-b@example.org")
    return cluster


def send(client, query="", **changes):
    return client.post(f"{ADDRESS}{query}", FORM | changes)


def checked(page):
    return [box["value"] for box in page.select("[name=c][checked]")]


def offered(page):
    return [box["value"] for box in page.select("[name=c]")]


# the form


def test_form_shows_the_named_clusters_and_the_need(client, a, b):
    response = client.get(ADDRESS, {"c": ["b", "a"], "q": "Wir suchen\x00 Hilfe"})
    page = page_of(response)
    assert response.status_code == 200
    assert (offered(page), checked(page)) == (["b", "a"], ["b", "a"])
    assert page.select_one("#id_anliegen").text.strip() == "Wir suchen Hilfe"


def test_form_without_clusters_offers_all_that_can_receive(client, a, b):
    ClusterFactory(slug="niemand")
    ClusterFactory(slug="ruht", state="dormant", managers=[UserFactory()])
    ClusterFactory(slug="entwurf", state="draft", managers=[UserFactory()])
    ClusterFactory(slug="fort", managers=[UserFactory(is_active=False)])
    hidden = ClusterFactory(slug="verborgen")
    ContactFactory(cluster=hidden, is_public=False)
    page = page_of(client.get(ADDRESS))
    assert (offered(page), checked(page)) == (["a", "b"], [])
    assert page.select(".hint") == []


@pytest.mark.parametrize("slug", ["gibt-es-nicht", "a\x00", "x" * 300, "ö", "'--"])
def test_unknown_cluster_is_left_out_with_a_hint(client, a, slug):
    response = client.get(ADDRESS, {"c": ["a", slug]})
    page = page_of(response)
    assert (response.status_code, offered(page)) == (200, ["a"])
    assert len(page.select(".hint")) == 1


def test_fourth_cluster_is_not_ticked_and_a_hint_says_so(client):
    slugs = ["d", "c", "b", "a"]
    for slug in slugs:
        ClusterFactory(slug=slug, managers=[UserFactory()])
    page = page_of(client.get(ADDRESS, {"c": slugs}))
    assert checked(page) == ["d", "c", "b"]
    assert len(page.select(".hint")) == 1


def test_form_says_purpose_time_and_ground(client, a, settings):
    settings.ENQUIRY_KEEP_DAYS = 77
    text = page_of(client.get(ADDRESS)).select_one(".promise").text
    assert "77 Tage" in text
    assert "154 Tagen" in text
    assert "Art. 6 Abs. 1 Buchst. b DSGVO" in text


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_form_asks_the_same_queries(client, rows, django_assert_num_queries):
    for _n in range(rows):
        ClusterFactory(managers=[UserFactory()])
    with django_assert_num_queries(1):
        client.get(ADDRESS)


def test_page_of_an_enquiry_asks_the_same_queries(client, django_assert_num_queries):
    for number in (1, 3):
        enquiry = EnquiryFactory()
        for _n in range(number):
            thread = EnquiryThreadFactory(enquiry=enquiry)
            for text in "abc":
                thread.messages.create(author="firm", text=text)
        with django_assert_num_queries(3):
            client.get(f"{ADDRESS}{enquiry.key}/")


def test_form_sets_no_cookie_but_the_one_of_forms(client, a):
    client.get("/cluster/a/")
    assert dict(client.cookies) == {}
    client.get(ADDRESS)
    assert list(client.cookies) == ["csrftoken"]


# sending


def test_enquiry_is_stored_and_leads_to_its_page(client, a, b):
    response = send(client, c=["a", "b"])
    enquiry = Enquiry.objects.get()
    assert (response.status_code, response.url) == (302, f"{ADDRESS}{enquiry.key}/")
    assert [t.cluster for t in enquiry.threads.all()] == [a, b]
    stored = [getattr(enquiry, n) for n in ("subject", "need", "place", "size", "name")]
    assert stored == [
        FORM[n] for n in ("betreff", "anliegen", "ort", "groesse", "name")
    ]
    year = enquiry.created_at.year
    assert enquiry.number == f"{year}-{enquiry.pk:06d}"
    assert FORM["email"] not in response.url


def test_everybody_is_told(client, a, b, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(client, c=["a", "b"])
    sent = {m.to[0]: m for m in mail.outbox}
    enquiry = Enquiry.objects.get()
    assert sorted(sent) == [
        "betrieb@example.org",
        "leitung-a@example.org",
        "post-b@example.org",
    ]
    receipt = sent["betrieb@example.org"]
    assert FORM["anliegen"] in receipt.body
    assert f"/anfrage/{enquiry.key}/" in receipt.body
    to_manager, to_mailbox = sent["leitung-a@example.org"], sent["post-b@example.org"]
    thread = enquiry.threads.get(cluster=a)
    assert f"/admin/clusters/enquirythread/{thread.pk}/change/" in to_manager.body
    # whoever can sign in answers there: the address stays in the inbox
    assert (to_manager.reply_to, FORM["email"] in to_manager.body) == ([], False)
    assert to_mailbox.reply_to == [FORM["email"]]
    assert token_of(enquiry.threads.get(cluster=b)) in to_mailbox.body


def test_receipt_is_in_the_language_of_the_page(
    client, a, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/anfrage/", FORM)
    receipt, to_cluster = (m.subject for m in mail.outbox)
    number = Enquiry.objects.get().number
    assert receipt == f"Your enquiry {number} has arrived"
    assert to_cluster == f"Neue Anfrage {number}"


def test_enquiry_counts_for_each_cluster(client, a, b):
    agent = "Mozilla/5.0"
    assert not PROGRAMS.search(agent)
    client.post(ADDRESS, FORM | {"c": ["a", "b"]}, headers={"user-agent": agent})
    assert list(DailyCount.objects.values_list("kind", "number")) == [
        ("enquiry", 1),
        ("enquiry", 1),
    ]


def test_form_sent_twice_is_one_enquiry(client, a):
    assert send(client).url == send(client).url
    assert Enquiry.objects.count() == EnquiryThread.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="enquiry-receipt").count() == 1


def test_changed_text_of_the_same_form_is_another_enquiry(client, a):
    send(client)
    send(client, anliegen="Etwas anderes.")
    assert Enquiry.objects.count() == 2


@pytest.mark.parametrize("once", ["", "x", "a" * 39, "ä" * 40, "a" * 100_000])
def test_form_without_its_token_is_never_taken_for_another(client, a, once):
    assert send(client, einmal=once).url != send(client, einmal=once).url


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="in memory, SQLite's threads do not wait for each other",
)
@pytest.mark.django_db(transaction=True)
def test_enquiries_at_once_get_numbers_of_their_own(a):
    def run(n):
        try:
            enquiry = EnquiryFactory.build(key=str(n % 5).zfill(40))
            return send_enquiry(enquiry, [a])[0].number
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        numbers = list(pool.map(run, range(10)))
    # two each are the same form, sent at once
    assert [numbers[n] == numbers[n + 5] for n in range(5)] == [True] * 5
    assert len(set(numbers)) == Enquiry.objects.count() == 5


def test_mail_server_down_loses_nothing(
    client, a, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        response = send(client)
    assert response.status_code == 302
    assert Enquiry.objects.count() == 1
    assert OutgoingMail.objects.waiting().filter(tries=1).count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"c": []},
        {"c": ["gibt-es-nicht"]},
        {"c": ["a\x00"]},
        {"betreff": ""},
        {"betreff": "x" * 151},
        {"anliegen": " "},
        {"anliegen": "x" * 1_000_000},
        {"anliegen": "a\x00b"},
        {"name": "a\x07b"},
        {"groesse": "riesig"},
        {"email": ""},
        {"email": "kein-postfach"},
        {"email": "a@example.org\nBcc: b@example.org"},
        {"bitte_leer_lassen": "x"},
    ],
    ids=lambda change: str(change)[:40],
)
def test_bad_input_is_refused_and_kept(client, a, change):
    response = send(client, **change)
    page = page_of(response)
    assert response.status_code == 200
    assert page.select_one(".error-summary li") is not None
    if "anliegen" not in change:
        assert page.select_one("#id_anliegen").text.strip() == FORM["anliegen"]
    assert Enquiry.objects.count() == OutgoingMail.objects.count() == 0


def test_four_clusters_are_refused(client):
    slugs = ["a", "b", "c", "d"]
    for slug in slugs:
        ClusterFactory(slug=slug, managers=[UserFactory()])
    response = send(client, c=slugs)
    assert (response.status_code, Enquiry.objects.count()) == (200, 0)
    assert "höchstens drei" in page_of(response).select_one(".error-summary").text


def test_line_breaks_in_one_line_fields_start_no_header(
    client, a, django_capture_on_commit_callbacks
):
    evil = "Hallo\r\nBcc: opfer@example.org"
    with django_capture_on_commit_callbacks(execute=True):
        send(client, betreff=evil, name=evil)
    assert Enquiry.objects.get().subject == "Hallo Bcc: opfer@example.org"
    assert {r for m in mail.outbox for r in m.recipients()} == {
        "betrieb@example.org",
        "leitung-a@example.org",
    }


def test_fifty_enquiries_a_minute_are_stopped(client, a):
    answers = [
        send(client, anliegen=f"Anliegen {n}", email=f"x{n}@example.org").status_code
        for n in range(50)
    ]
    assert answers.count(302) == 5
    assert set(answers[5:]) == {429}
    page = page_of(send(client))
    assert page.select_one("#id_anliegen").text.strip() == FORM["anliegen"]


def test_one_mailbox_is_not_flooded_from_many_places(a):
    answers = [
        Client(REMOTE_ADDR=f"10.0.0.{n}").post(ADDRESS, FORM | {"betreff": str(n)})
        for n in range(12)
    ]
    assert [r.status_code for r in answers] == [302] * 10 + [429] * 2


def test_failure_leaves_no_half_enquiry(a, monkeypatch):
    def fail(*args, **options):
        raise RuntimeError("no template")

    monkeypatch.setattr("clusters.actions.enquiries.tell_cluster", fail)
    with pytest.raises(RuntimeError, match="no template"):
        send_enquiry(EnquiryFactory.build(), [a])
    assert Enquiry.objects.count() == OutgoingMail.objects.count() == 0
