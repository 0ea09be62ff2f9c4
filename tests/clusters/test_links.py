"""Which addresses are watched, when one counts as dead, and who is told."""

from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from clusters.actions import links as actions
from clusters.actions.links import (
    LinkNotAllowedError,
    OfflineError,
    ask_links,
    collect_links,
    mute_link,
    record_answer,
    unmute_link,
)
from clusters.linkcheck import Answer, Verdict
from clusters.management.commands import check_links
from clusters.models import Cluster, LinkCheck
from tests.factories import (
    ClusterDriverFactory,
    ClusterFactory,
    ContactFactory,
    LocationFactory,
    OfficeFactory,
    ReviewerFactory,
    ServiceOfferFactory,
    SourceFactory,
    UserFactory,
)

LIST = "/admin/clusters/linkcheck/"
GOOD = Answer(Verdict.ALIVE, "antwortet")
BAD = Answer(Verdict.FAILED, "Seite nicht gefunden (404)")
CLOSED = Answer(Verdict.UNCLEAR, "lässt Programme nicht herein (403)")
SILENT = Answer(Verdict.UNREACHED, "keine Verbindung")
pytestmark = pytest.mark.django_db


class FakeAsker:
    """Answers what it was told to; everybody else is fine."""

    def __init__(self, answers=None, default=GOOD):
        self.answers, self.default, self.asked = answers or {}, default, []

    def __call__(self, **options):
        return self

    def ask(self, url):
        self.asked.append(url)
        return self.answers.get(url, self.default)


def link(number=1, **values):
    return LinkCheck.objects.create(url=f"https://{number}.example.org/", **values)


def dead(number=1, **values):
    return link(number, state="dead", failures=2, answer=BAD.words, **values)


def watched(cluster, number=1):
    """A dead address that this entry names."""
    SourceFactory(cluster=cluster, source_url=f"https://{number}.example.org/")
    return dead(number)


# collecting


def test_addresses_of_an_entry_are_collected():
    cluster = ClusterFactory(website="https://w.example.org/")
    parts = [
        SourceFactory,
        ServiceOfferFactory,
        ClusterDriverFactory,
        LocationFactory,
        ContactFactory,
    ]
    for number, factory in enumerate(parts):
        factory(cluster=cluster, source_url=f"https://{number}.example.org/")
    assert collect_links() == (6, 0)
    assert collect_links() == (0, 0)
    assert LinkCheck.objects.named_by(Cluster.objects.all()).count() == 6


@pytest.mark.parametrize(
    ("state", "number"),
    [("draft", 0), ("published", 1), ("dormant", 1), ("archived", 0)],
)
def test_addresses_of_public_entries_only(state, number):
    ClusterFactory(website="https://w.example.org/", state=state)
    assert collect_links() == (number, 0)


def test_addresses_no_longer_named_are_forgotten_unless_judged():
    link(1)
    kept = link(2, is_muted=True)
    assert collect_links() == (0, 1)
    assert list(LinkCheck.objects.all()) == [kept]


# answers


@pytest.mark.parametrize(
    ("answers", "state", "failures"),
    [
        ([GOOD], "alive", 0),
        ([BAD], "unclear", 1),
        ([BAD, BAD], "dead", 2),
        ([BAD, SILENT], "dead", 2),
        ([BAD, GOOD, BAD], "unclear", 1),
        ([BAD, BAD, CLOSED], "unclear", 0),
        ([CLOSED, CLOSED, CLOSED], "unclear", 0),
        ([BAD, BAD, GOOD], "alive", 0),
    ],
)
def test_address_is_dead_after_two_failures_in_a_row(answers, state, failures):
    row = link()
    for answer in answers:
        record_answer(row, answer)
    row.refresh_from_db()
    assert (row.state, row.failures, row.answer) == (
        state,
        failures,
        answers[-1].words,
    )


def test_silence_counts_when_somebody_else_answers():
    rows = [link(number) for number in range(5)]
    asker = FakeAsker({rows[4].url: GOOD}, default=SILENT)
    assert list(ask_links(rows, asker)) == rows
    assert LinkCheck.objects.filter(failures=1).count() == 4


def test_silence_of_all_is_our_own():
    rows = [link(number) for number in range(3)]
    with pytest.raises(OfflineError):
        list(ask_links(rows, FakeAsker(default=SILENT)))
    assert LinkCheck.objects.filter(checked_at=None).count() == 3


def test_interrupted_asking_keeps_what_it_has():
    rows = [link(number) for number in range(3)]
    next(iter(ask_links(rows, FakeAsker())))
    assert LinkCheck.objects.filter(state="alive").count() == 1


def test_dead_addresses_of_an_entry():
    cluster = ClusterFactory(website="https://1.example.org/")
    other = ClusterFactory(website="https://3.example.org/")
    first, _muted = dead(1), dead(2, is_muted=True)
    SourceFactory(cluster=cluster, source_url="https://2.example.org/")
    dead(3)
    assert list(LinkCheck.objects.dead_of(cluster)) == [first]
    assert LinkCheck.objects.dead_of(other).count() == 1


# which are asked


def test_oldest_are_asked_first_and_fresh_ones_not():
    now = timezone.now()
    never = link(1)
    week = link(2, state="alive", checked_at=now - timedelta(days=8))
    link(3, state="alive", checked_at=now - timedelta(days=6))
    failed = link(4, state="unclear", failures=1, checked_at=now - timedelta(days=1))
    link(5, is_muted=True)
    assert list(LinkCheck.objects.to_ask()) == [never, week, failed]
    assert LinkCheck.objects.to_ask(everything=True).count() == 4


# the command


@pytest.fixture
def asker(monkeypatch):
    fake = FakeAsker()
    monkeypatch.setattr(check_links, "Asker", fake)
    return fake


def run(**options):
    output = StringIO()
    call_command("check_links", stdout=output, **options)
    return output.getvalue().splitlines()


def test_command_reports_and_repeats(asker):
    ClusterFactory(website="https://gut.example.org/")
    ClusterFactory(website="https://tot.example.org/")
    asker.answers["https://tot.example.org/"] = BAD
    assert run() == [
        "2 addresses asked (2 new, 0 no longer used).",
        "0 are dead, 0 are still to be asked.",
    ]
    assert run()[0] == "0 addresses asked (0 new, 0 no longer used)."
    assert run(all=True) == [
        "2 addresses asked (0 new, 0 no longer used).",
        "  dead: https://tot.example.org/ – Seite nicht gefunden (404)",
        "1 are dead, 0 are still to be asked.",
    ]


def test_command_asks_at_most_so_many(asker):
    for number in range(5):
        ClusterFactory(website=f"https://{number}.example.org/")
    assert run(limit=2)[-1] == "0 are dead, 3 are still to be asked."
    assert run(limit=3)[-1] == "0 are dead, 0 are still to be asked."


def test_command_notices_that_it_is_offline(asker):
    asker.default = SILENT
    for number in range(3):
        ClusterFactory(website=f"https://{number}.example.org/")
    with pytest.raises(CommandError, match="offline"):
        run()


@pytest.mark.parametrize(
    "options", [{"limit": 0}, {"limit": -1}, {"timeout": 0}, {"timeout": 1e9}]
)
def test_command_refuses_senseless_bounds(asker, options):
    with pytest.raises(CommandError):
        run(**options)


def test_command_asks_over_the_wire(live_server):
    ClusterFactory(website=f"{live_server.url}/healthz")
    assert run(allow_local=True)[0].startswith("1 addresses asked")
    assert LinkCheck.objects.get().state == "alive"


# the list


def shown(client, query=""):
    page = BeautifulSoup(client.get(LIST + query).content, "html.parser")
    return [
        [cell.text for cell in row.select("td.field-address, td.field-entries")]
        for row in page.select("#result_list tbody tr")
    ]


def test_manager_sees_dead_addresses_of_the_own_entry(as_manager, own):
    watched(own)
    watched(ClusterFactory(), 2)
    assert shown(as_manager) == [["https://1.example.org/", "Eigenes"]]


def test_office_sees_all(as_office):
    watched(ClusterFactory(short_name="B"), 1)
    watched(ClusterFactory(short_name="A"), 2)
    SourceFactory(
        cluster=Cluster.objects.get(short_name="A"),
        source_url="https://1.example.org/",
    )
    assert shown(as_office) == [
        ["https://1.example.org/", "A, B"],
        ["https://2.example.org/", "A"],
    ]


@pytest.mark.parametrize(
    ("query", "number"),
    [("?zustand=alle", 1), ("?zustand=fehlalarm", 0), ("?q=nirgends", 0)],
)
def test_list_is_filtered(as_manager, own, query, number):
    watched(own)
    assert len(shown(as_manager, query)) == number


def act(client, action, row):
    data = {"action": action, "_selected_action": [row.pk], "index": 0}
    answer = client.post(f"{LIST}?zustand=alle", data, follow=True)
    row.refresh_from_db()
    return [str(message) for message in answer.context["messages"]]


def test_manager_mutes_and_watches_again(as_manager, own):
    row = watched(own)
    assert act(as_manager, "mute", row) == ["1 Adresse geändert."]
    assert list(LinkCheck.objects.dead()) == []
    act(as_manager, "unmute", row)
    assert (row.is_muted, row.state, row.failures) == (False, "unknown", 0)


def test_manager_asks_again(as_manager, own, monkeypatch):
    row = watched(own)
    fake = FakeAsker()
    monkeypatch.setattr(actions, "Asker", fake)
    assert act(as_manager, "check_again", row) == [f"{row.url} – antwortet"]
    assert (row.state, fake.asked) == ("alive", [row.url])


def test_manager_cannot_reach_others_addresses(as_manager, own):
    row = watched(ClusterFactory())
    act(as_manager, "mute", row)
    assert row.is_muted is False


@pytest.mark.parametrize("change", [mute_link, unmute_link])
def test_strangers_change_nothing(change):
    row = watched(ClusterFactory())
    with pytest.raises(LinkNotAllowedError):
        change(row, by=UserFactory())
    change(row, by=OfficeFactory())


@pytest.mark.parametrize("factory", [UserFactory, ReviewerFactory])
def test_others_do_not_see_the_list(client, factory):
    client.force_login(factory())
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize("suffix", ["add/", "1/change/", "1/delete/"])
def test_list_is_all_there_is(as_office, suffix):
    LinkCheck.objects.create(pk=1, url="https://example.org/")
    assert as_office.post(LIST + suffix, {"url": "x"}).status_code in (403, 404)


@pytest.mark.parametrize("count", [1, 5, 50])
def test_list_needs_the_same_queries(as_office, django_assert_num_queries, count):
    as_office.get(LIST)  # warms the content types
    cluster = ClusterFactory()
    for number in range(count):
        watched(cluster, number)
    with django_assert_num_queries(16):
        as_office.get(LIST)
