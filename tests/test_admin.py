"""The first page of the admin, and what the site leaves out."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from clusters.desk.completeness import completeness
from clusters.models import Cluster, Confirmation, Feedback, LinkCheck, OutgoingMail
from clusters.models.confirmation import Section
from tests.factories import (
    ClusterFactory,
    ConfirmationFactory,
    ContactFactory,
    EnquiryThreadFactory,
    InvitationFactory,
    OfficeFactory,
    ProposalFactory,
    ReviewerFactory,
    ServiceOfferFactory,
    SourceFactory,
    UserFactory,
)

INDEX = "/admin/"
OLD = timezone.now() - timedelta(days=20)


def index(client, user):
    client.force_login(user)
    return BeautifulSoup(client.get(INDEX).content, "html.parser")


@pytest.fixture
def manager(db):
    return UserFactory()


@pytest.fixture
def own(manager):
    return ClusterFactory(managers=[manager])


def confirm_all(cluster, days=0):
    day = timezone.localdate() - timedelta(days=days)
    for section in Section.values:
        ConfirmationFactory(cluster=cluster, section=section, confirmed_on=day)


def texts(parts):
    return [" ".join(part.text.split()) for part in parts]


# of a manager


def test_index_leads_with_the_own_entry(client, manager, own):
    ClusterFactory()
    page = index(client, manager)
    [entry] = page.select("#content-main > :first-child .own-entry")
    assert entry.h3.text == own.name
    assert texts(entry.select(".state")) == [
        f"veröffentlicht {completeness(own)[0]} % ausgefüllt {completeness(own)[0]} %"
    ]
    url = reverse("admin:clusters_cluster_change", args=[own.pk])
    assert entry.select_one("a.button")["href"] == url


def test_sections_say_how_fresh_they_are(client, manager, own):
    ages = {"stammdaten": 10, "leistungen": 200, "standorte": 300}
    for section, days in ages.items():
        day = timezone.localdate() - timedelta(days=days)
        ConfirmationFactory(cluster=own, section=section, confirmed_on=day)
    rows = index(client, manager).select(".sections li")
    signs = [row.select_one(".freshness")["class"][1] for row in rows]
    assert signs == ["fresh", "due", "overdue", "unconfirmed", "unconfirmed"]
    buttons = [button["value"] for row in rows for button in row.select("button")]
    assert buttons == ["leistungen", "standorte", "kontakte", "text"]


def test_section_is_confirmed_by_its_button(client, manager, own):
    form = index(client, manager).select_one(".own-entry form")
    token = form.select_one("[name=csrfmiddlewaretoken]")["value"]
    data = {"abschnitt": "kontakte", "csrfmiddlewaretoken": token}
    answer = client.post(form["action"], data, follow=True)
    [row] = Confirmation.objects.all()
    assert (row.section, row.confirmed_by) == ("kontakte", "Clustermanagement")
    assert (row.way, row.account, row.cluster) == ("admin", manager, own)
    assert len(answer.context["messages"]) == 1


@pytest.mark.parametrize("section", ["", "quatsch", "\x00"])
def test_unknown_section_is_refused(client, manager, own, section):
    client.force_login(manager)
    url = reverse("admin:clusters_cluster_confirm", args=[own.pk])
    assert client.post(url, {"abschnitt": section}).status_code == 400
    assert client.post(url).status_code == 400
    assert not Confirmation.objects.exists()


def test_sections_of_others_are_not_found(client, manager, own):
    client.force_login(manager)
    other = ClusterFactory()
    url = reverse("admin:clusters_cluster_confirm", args=[other.pk])
    assert client.post(url, {"abschnitt": "text"}).status_code == 404
    assert client.get(url).status_code == 405
    client.logout()
    assert client.post(url, {"abschnitt": "text"}).status_code == 302
    assert not Confirmation.objects.exists()


def test_tasks_name_what_waits(client, manager, own):
    ProposalFactory.create_batch(2, cluster=own)
    ProposalFactory(cluster=ClusterFactory())
    EnquiryThreadFactory(cluster=own)
    EnquiryThreadFactory(cluster=own, state="closed")
    InvitationFactory(cluster=own)
    SourceFactory(cluster=own, source_url="https://example.org/tot/")
    for name in ("tot", "anderswo"):
        url = f"https://example.org/{name}/"
        LinkCheck.objects.create(url=url, state="dead", failures=2)
    tasks = index(client, manager).select(
        ".tasks li > :first-child:not([href^='/stimmen/'])"
    )
    assert [task.text for task in tasks] == [
        "1 Anfrage beantworten",
        "Über 2 Vorschläge entscheiden",
        "1 toten Link berichtigen",
        "1 offene Einladung",
    ]


def test_gaps_lead_to_their_fields(client, manager, own):
    url = reverse("admin:clusters_cluster_change", args=[own.pk])
    gaps = [a for _label, a in completeness(own)[1] if a != "id_confirm"]
    links = index(client, manager).select(".gaps a")
    assert [link["href"] for link in links] == [f"{url}#{anchor}" for anchor in gaps]


def test_nothing_to_do_is_said(client, manager, own):
    confirm_all(own)
    page = index(client, manager)
    assert len(page.select(".own-entry .all-clear")) == 1
    # an account may state voices, which waits for nobody
    own_tasks = page.select(".own-entry .tasks a:not([href^='/stimmen/'])")
    assert [*page.select(".own-entry button"), *own_tasks] == []


def listed(page, where):
    return len(page.select(f"#content-main {where} th[scope=row]"))


def test_index_folds_what_a_manager_may_only_look_up(client, manager, own):
    page = index(client, manager)
    assert listed(page, "> .module") >= 3
    assert listed(page, "> details .module") == 8


def test_manager_may_still_look_up_vocabularies(client, manager, own):
    client.force_login(manager)
    assert client.get("/admin/clusters/topic/").status_code == 200


def test_index_of_a_reviewer_leads_to_the_work(client, db):
    ClusterFactory()
    page = index(client, ReviewerFactory())
    assert page.select(".to-look-up, .attention") == []
    assert [a["href"] for a in page.select(".own-entry a")] == ["/pruefung/"]
    assert listed(page, "> .module") > 0


def fill(count, **options):
    for cluster in ClusterFactory.create_batch(count, **options):
        ServiceOfferFactory(cluster=cluster)
        ContactFactory(cluster=cluster)
        ConfirmationFactory(cluster=cluster)
        ProposalFactory(cluster=cluster)
        EnquiryThreadFactory(cluster=cluster, waiting_since=OLD)


@pytest.mark.parametrize("role", ["manager", "office"])
def test_index_needs_the_same_queries(client, role, django_assert_num_queries, db):
    user = UserFactory() if role == "manager" else OfficeFactory()
    managers = {"managers": [user]} if role == "manager" else {}
    fill(1, **managers)
    index(client, user)  # warms the content types
    with CaptureQueriesContext(connection) as of_one:
        client.get(INDEX)
    for more in (4, 45):
        fill(more, **managers)
        with django_assert_num_queries(len(of_one)):
            client.get(INDEX)


# of the office


@pytest.fixture
def office(db):
    return OfficeFactory()


def topics(client, office):
    """Each topic of the list with the entries that it names."""
    page = index(client, office)
    return {
        topic["id"].removeprefix("topic-"): texts(topic.select("li > :first-child"))
        for topic in page.select(".topic")
    }


def kept(manager, **options):
    """An entry that needs nothing."""
    cluster = ClusterFactory(managers=[manager], **options)
    confirm_all(cluster)
    return cluster


def test_office_with_nothing_to_do_reads_so(client, office, manager):
    kept(manager)
    page = index(client, office)
    assert len(page.select(".attention .all-clear")) == 1
    assert page.select(".topic") == []


def test_office_sees_what_waits_most_urgent_first(client, office, manager):
    kept(manager, short_name="Gut")
    late = kept(manager, short_name="Spät")
    EnquiryThreadFactory(cluster=late, waiting_since=OLD)
    EnquiryThreadFactory(cluster=kept(manager, short_name="Frisch"))
    ProposalFactory(cluster=late)
    alone = ClusterFactory(short_name="Allein")
    ProposalFactory(cluster=alone)
    confirm_all(ClusterFactory(short_name="Alt", managers=[manager]), days=300)
    kept(
        manager,
        short_name="Entwurf",
        state="draft",
        confirmed_on=timezone.localdate(),
        confirmed_by="Clustermanagement",
    )
    kept(manager, short_name="Tot", website="https://example.org/tot/")
    url = "https://example.org/tot/"
    LinkCheck.objects.create(url=url, state="dead", failures=2)
    mail = {"kind": "x", "to": "a@example.org", "subject": "Geheim", "body": "x"}
    OutgoingMail.objects.create(tries=5, **mail)
    OutgoingMail.objects.create(**mail)
    Feedback.objects.create(kind="fehler", text="Geheim")
    ClusterFactory(short_name="Archiv", state="archived")
    assert list(topics(client, office).items()) == [
        ("mails", ["1 E-Mail wartet"]),
        ("feedback", ["1 Meldung wartet"]),
        ("enquiries", ["Spät"]),
        ("proposals", ["Allein"]),
        ("drafts", ["Entwurf"]),
        ("overdue", ["Alt"]),
        ("managers", ["Allein"]),
        ("unconfirmed", ["Allein"]),
        ("links", ["Tot"]),
    ]


def test_office_reads_numbers_of_enquiries_only(client, office, manager):
    thread = EnquiryThreadFactory(cluster=kept(manager), waiting_since=OLD)
    page = index(client, office)
    assert thread.enquiry.subject not in page.text
    assert texts(page.select("#topic-enquiries .detail"))[0].startswith("1 Anfrage")


def test_long_list_is_folded_after_the_first(client, office):
    ClusterFactory.create_batch(9)
    topic = index(client, office).select_one("#topic-managers")
    assert len(topic.select("li")) == 9
    assert topic.summary.text == gettext("%(number)s more") % {"number": 5}


# what the site leaves out


@pytest.mark.parametrize("factory", [UserFactory, ReviewerFactory, OfficeFactory])
def test_no_redirect_tells_the_address_of_a_draft(client, db, factory):
    draft = ClusterFactory(state=Cluster.State.DRAFT)
    client.force_login(factory())
    kind = ContentType.objects.get_for_model(Cluster)
    assert client.get(f"/admin/r/{kind.pk}/{draft.pk}/").status_code == 404


def test_admin_of_a_model_with_an_address_names_it_itself():
    """Django would use the redirect that this site does not have."""
    options = [*admin.site._registry.values()]
    for model_admin in admin.site._registry.values():
        options += [i(model_admin.model, admin.site) for i in model_admin.inlines]
    unnamed = [
        str(option)
        for option in options
        if hasattr(option.model, "get_absolute_url")
        and not callable(option.view_on_site)
    ]
    assert unnamed == []
