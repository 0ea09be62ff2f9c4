"""Nothing internal of the ministry's work reaches anybody else, by whatever way."""

import re
from io import BytesIO, StringIO
from urllib.parse import quote, quote_plus

import pytest
from django.core.management import call_command
from django.db import models
from django.urls import Resolver404, get_resolver, resolve

from clusterallianz.middleware import OWN
from clusters.models import OutgoingMail
from impulses.models import Absence, Answer, Impulse
from impulses.people import name_of
from impulses.reviews.answers import prepare_answer, publish_answer
from impulses.reviews.assignments import assign
from impulses.reviews.following import confirm_following, follow
from impulses.reviews.notes import write_note
from impulses.reviews.steps import take_up
from impulses.reviews.voices import state_voice
from impulses.views import brief
from tests.crawling import crawl, is_public, text_of
from tests.factories import CoordinatorFactory, FollowerFactory, ImpulseFactory
from tests.leaking import (
    ACCOUNT,
    HISTORIES,
    INTERNAL,
    MARKER,
    PUBLIC,
    SECRET_DAY,
    Ministry,
    internal_texts,
    leaks_of,
    own_models,
)

pytestmark = pytest.mark.django_db
LIMIT = 500
PAGES = ["change", "history"]
SUFFIXES = ["pdf", "docx", "xlsx", "csv"]
MORE = [
    *[f"{prefix}/impulse/bericht.{s}" for prefix in ("", "/en") for s in SUFFIXES],
    *[
        "/impulse/bericht.csv?antwort=offen",
        "/matrix/?format=csv",
        "/impulse/?sortierung=neueste",
        "/healthz",
    ],
    *["/impulse/treiber/demografie/aenderungen.atom", "/impulse/1/aenderungen.atom"],
]


@pytest.fixture
def ministry(monkeypatch):
    """Everything is found by the search, and nobody asks too often."""
    made = Ministry()
    call_command("search_index", stdout=StringIO())
    monkeypatch.setattr(brief, "LIMIT", 10_000)
    return made


def leaks(found: dict[str, str], **options) -> dict[str, list[str]]:
    """Address to what leaked there."""
    shown = {address: leaks_of(text, **options) for address, text in found.items()}
    return {address: words for address, words in shown.items() if words}


# --- the test sees everything


def test_every_model_is_public_or_internal():
    """A new one has to be put into one of the lists of `tests/leaking.py`."""
    assert sorted(own_models()) == sorted([*PUBLIC, *INTERNAL, *HISTORIES])


def test_every_public_text_is_there():
    known = {name: model._meta.get_fields() for name, model in own_models().items()}
    missing = [
        f"{name}.{text}"
        for name, texts in PUBLIC.items()
        for text in texts
        if text not in [field.name for field in known[name]]
    ]
    assert missing == []


def test_every_internal_text_holds_the_marker(ministry):
    unmarked = [
        f"{name}.{field.name}"
        for name in [*PUBLIC, *INTERNAL]
        for field in internal_texts(name)
        if not own_models()[name]
        ._default_manager.filter(**{f"{field.name}__icontains": MARKER})
        .exists()
    ]
    assert unmarked == []
    states = {"prepared", "scheduled", "discarded", "published"}
    assert {*Answer.objects.values_list("state", flat=True)} == states
    assert Absence.objects.filter(from_on=SECRET_DAY).exists()


# --- the public


def test_public_addresses_tell_nothing_internal(client, ministry):
    found = crawl(client, *MORE, limit=LIMIT, follows=is_new)
    assert unreached(found) == set()
    assert len(found) < LIMIT
    assert leaks(found) == {}


def is_new(address: str) -> bool:
    """Public, and not the same once more: a part of a file, a form for another page."""
    return is_public(address) and not re.search(
        r"(bericht\.\w+|rueckmeldung/)\?", address
    )


def unreached(found: dict[str, str]) -> set[str]:
    """Public pages of the impulses that no link has led to."""
    wanted = {
        f"impulses:{name}"
        for name, [(ways, *_rest), *_more] in patterns().items()
        if not any(f"/{ways[0][0]}".startswith(own) for own in OWN)
    }
    return wanted - {view_name(address) for address in found}


def patterns() -> dict:
    """URL names of the impulses to their ways, as the resolver keeps them."""
    namespaces = get_resolver().url_patterns
    included = next(
        pattern
        for group in namespaces
        for pattern in getattr(group, "url_patterns", [])
        if getattr(pattern, "app_name", None) == "impulses"
    )
    reverse = included.reverse_dict
    return {name: reverse.getlist(name) for name in reverse if isinstance(name, str)}


def view_name(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""


@pytest.mark.parametrize("path", ["/impulse/", "/cluster/", "/en/impulse/"])
@pytest.mark.parametrize("word", [MARKER, ACCOUNT, f"{ACCOUNT}-0@example.org"])
def test_search_knows_nothing_internal(client, ministry, path, word):
    """A marker finds just what a word finds that stands nowhere."""
    nowhere = "Q" * len(word)
    pages = [client.get(path, {"q": asked}) for asked in (word, nowhere)]
    lists = [[row.pk for row in page.context["object_list"]] for page in pages]
    assert lists[0] == lists[1]
    text = pages[0].content.decode().lower()
    for shown in (word, quote(word), quote_plus(word)):
        text = text.replace(shown.lower(), "")
    assert leaks_of(text) == []


# --- mails


def test_mails_to_outsiders_tell_nothing_internal(ministry):
    cluster = ministry.clusters[0]
    impulse = ImpulseFactory(drivers=[ministry.driver])
    FollowerFactory(impulse=impulse, confirmed_at=impulse.created_at)
    confirm_following(follow("driver@example.org", driver=ministry.driver))
    assign([impulse], [ministry.reviewer], by=ministry.coordinator)
    write_note(impulse, f"{MARKER} in einer Notiz.", by=ministry.reviewer)
    take_up(impulse, by=ministry.coordinator)
    draft = prepare_answer(
        impulse,
        {"answer": "angenommen", "reason_de": "Gern.", "due_on": None},
        by=ministry.coordinator,
    )
    publish_answer(draft, draft.version, by=CoordinatorFactory())
    state_voice(
        impulse, cluster, stance="tragen-mit", can_deliver=True, by=ministry.manager
    )
    call_command("send_due_reminders", stdout=StringIO())
    mails = [mail for mail in OutgoingMail.objects.all() if is_outside(mail)]
    assert {mail.kind for mail in mails} >= {"follow-confirm", "follow-change"}
    said = {f"{m.pk} {m.kind}": f"{m.subject} {m.body} {m.headers}" for m in mails}
    assert leaks(said) == {}


def is_outside(mail: OutgoingMail) -> bool:
    return ACCOUNT.lower() not in mail.to


# --- those who work with us, but not on that


def admin_pages(client) -> dict[str, str]:
    first = Impulse.objects.get(number=1)
    start = [
        *["/admin/", "/stimmen/", "/impulse/1/"],
        *[f"/admin/impulses/impulse/{first.pk}/{page}/" for page in PAGES],
    ]
    return crawl(client, start=start, limit=400, follows=is_for_staff)


def is_for_staff(address: str) -> bool:
    """The admin in one language, its lists without their orders and filters."""
    return address.startswith(("/admin/", "/stimmen/")) and "?" not in address


def test_manager_reads_nothing_internal(client, ministry):
    client.force_login(ministry.manager)
    pages = admin_pages(client)
    assert "/admin/clusters/cluster/" in pages
    assert "/stimmen/eins/1/" in pages
    assert leaks(pages) == {}


def test_office_reads_nothing_internal(client, ministry):
    """It keeps the accounts, so that it may know their names."""
    client.force_login(ministry.office)
    pages = admin_pages(client)
    changes = [address for address in pages if "/admin/impulses/impulse/" in address]
    assert len(changes) >= 6
    assert leaks(pages, with_accounts=False) == {}
    assert leaks_of(pages["/impulse/1/"]) == []


PAPER = "nummer;titel;bisher\n1;Etwas anderes;\n2;Neuer Titel;2\n9;Neues;\n"


@pytest.mark.parametrize("role", ["office", "coordinator"])
def test_entering_the_paper_tells_nothing_internal(client, ministry, role):
    """Also to coordinators: the page is the same."""
    client.force_login(getattr(ministry, role))
    own = name_of(getattr(ministry, role))
    path = "/pruefung/papier/"
    file = BytesIO(PAPER.encode())
    answers = [
        client.get(path),
        client.post(path, {"text": PAPER}),
        client.post(path, {"datei": file}),
    ]
    assert "Neuer Titel" in text_of(answers[-1])
    shown = " ".join(text_of(answer) for answer in answers).replace(own, "")
    assert leaks_of(shown) == []


@pytest.mark.parametrize("role", ["manager", "office"])
def test_work_area_is_closed_to_others(client, ministry, role):
    client.force_login(getattr(ministry, role))
    for path in ("/pruefung/", "/pruefung/impulse/1/", "/pruefung/bericht/"):
        assert client.get(path).status_code == 403


# --- the test can fail


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_internal_brief_of_a_coordinator_holds_the_marker(client, ministry, suffix):
    client.force_login(ministry.coordinator)
    typed = {"format": suffix, "internal": "on"}
    text = text_of(client.post("/pruefung/bericht/", typed))
    plain = re.sub(r"\s+", " ", text)
    shown = {
        name
        for name in ("InternalNote", "Assessment", "Answer", "Assignment")
        if f"{MARKER}-{name}-1" in plain
    }
    assert shown == {"InternalNote", "Assessment", "Answer"}
    assert any(ACCOUNT in words for words in leaks_of(text))
    assert len(leaks_of(text)) >= 3


def test_work_area_holds_the_marker(client, ministry):
    client.force_login(ministry.coordinator)
    own = "/pruefung/impulse/1/"
    pages = [text_of(client.get(f"{own}{more}")) for more in ("", "antwort/vorschau/")]
    shown = {
        name
        for name in ("InternalNote", "Assessment", "InternalEntry", "Answer")
        if f"{MARKER}-{name}-1" in "".join(pages)
    }
    assert shown == {"InternalNote", "Assessment", "InternalEntry", "Answer"}


def test_marker_in_public_would_be_found_in_every_form(client, ministry):
    Impulse.objects.filter(number=1).update(
        title_de=f"{MARKER} überall", is_answer_due_public=True
    )
    wanted = ["/impulse/", "/impulse/1/", "/aenderungen.atom", *MORE[:4]]
    shown = leaks({address: text_of(client.get(address)) for address in wanted})
    assert [address for address in wanted if address not in shown] == []
    assert all(len(shown[f"/impulse/bericht.{s}"]) == 2 for s in SUFFIXES)


def test_internal_texts_are_all_that_is_not_declared_public():
    fields = {f.name for f in internal_texts("ResponsibleUnit")}
    assert fields == {"mailbox"}
    assert isinstance(internal_texts("InternalNote")[0], models.TextField)
