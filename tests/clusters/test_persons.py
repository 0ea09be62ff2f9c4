"""Export and erasure of a person: nothing is forgotten, nobody else is touched."""

import json
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessLog
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection

from clusters.actions.enquiries import send_enquiry
from clusters.actions.persons import all_models, pattern_of
from clusters.models import (
    AuditEntry,
    Confirmation,
    Contact,
    Enquiry,
    EnquiryMessage,
    Management,
    OutgoingMail,
    SearchTerm,
)
from tests.factories import (
    ClusterFactory,
    ConfirmationFactory,
    ConfirmationRequestFactory,
    ContactFactory,
    EnquiryFactory,
    EnquiryThreadFactory,
    FeedbackFactory,
    InvitationFactory,
    ProposalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "Person.X@example.org"
LOWER = ADDRESS.lower()
# of somebody else, with the address inside
LONGER = ["eine-person.x@example.org", "person.x@example.org.example"]


def run(what, address=ADDRESS):
    output = StringIO()
    call_command("person_data", what, address, stdout=output)
    return output.getvalue()


@pytest.fixture
def account():
    user = UserFactory(
        username=LOWER, email=LOWER, first_name="Person", last_name="Erasmus"
    )
    cluster = ClusterFactory(managers=[user])
    ConfirmationFactory(cluster=cluster, account=user)
    AuditEntry.objects.create(action="login", account=user, about=f"as {LOWER}")
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(user),
        object_id=str(user.pk),
        object_repr=user.username,
        action_flag=CHANGE,
        change_message=f"was {LOWER}",
    )
    EmailAddress.objects.create(user=user, email=LOWER, verified=True)
    AccessLog.objects.create(username=user.username, ip_address="10.0.0.1")
    return user


@pytest.fixture
def everywhere(account):
    """The address in every place that a person can leave it, and in free texts."""
    cluster = ClusterFactory(description_de=f"Schreiben Sie an {ADDRESS}.")
    enquiry = EnquiryFactory(email=ADDRESS, name="Person Erasmus", need=f"An {LOWER}")
    thread = EnquiryThreadFactory(enquiry=enquiry, cluster=cluster)
    thread.messages.create(author="firm", text=f"Mein Postfach: {ADDRESS}")
    other = EnquiryThreadFactory(cluster=cluster)
    other.messages.create(
        author="cluster", text=f"Fragen Sie {LOWER}.", account=account
    )
    contact = ContactFactory(
        cluster=cluster,
        email=ADDRESS,
        name="Person Erasmus",
        source_url="https://example.org/",
        as_of="2026",
    )
    # gone from the entry, but not from its history
    contact.email = "nachfolge@example.org"
    contact.save()
    contact.email = LOWER
    contact.save()
    past = ContactFactory(cluster=cluster, email=LOWER, role_de="Büro")
    past.email = "neu@example.org"
    past.save()
    for factory in (ProposalFactory, FeedbackFactory):
        factory(email=ADDRESS)
    ProposalFactory(cluster=cluster, new_value=LOWER, old_value=f"x {LOWER}")
    InvitationFactory(email=LOWER)
    ConfirmationRequestFactory(email=LOWER)
    mail = {"kind": "x", "subject": "x", "body": "x"}
    OutgoingMail.objects.create(to=ADDRESS, **mail)
    OutgoingMail.objects.create(to="a@example.org", reply_to=LOWER, **mail)
    OutgoingMail.objects.create(
        **mail | {"body": f"<{LOWER}>"}, to="b@example.org", headers={"X": ADDRESS}
    )
    return cluster


@pytest.fixture
def strangers():
    for address in LONGER:
        EnquiryFactory(email=address, need=f"Antwort an {address}")
        ContactFactory(email=address)
        UserFactory(username=address, email=address)
        OutgoingMail.objects.create(kind="x", to=address, subject="x", body=address)


def dump() -> dict[str, str]:
    """All rows of every table of the database, whether a model knows it or not."""
    tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            tables[table] = "\n".join(map(str, cursor.fetchall()))
    return tables


def holding(text: str) -> list[str]:
    pattern = pattern_of(text)
    return [table for table, rows in dump().items() if pattern.search(rows)]


def test_erasure_leaves_the_address_in_no_table(everywhere):
    before = holding(ADDRESS)
    assert len(before) >= 11
    run("erase")
    assert holding(ADDRESS) == []
    assert [t for t, rows in dump().items() if "Erasmus" in rows] == []


def test_erasure_is_noted_without_the_address(everywhere):
    run("erase")
    entry = AuditEntry.objects.get(action="erasure")
    assert entry.about.startswith("admin.LogEntry 1, auth.User 1, ")
    assert "example.org" not in entry.about


def test_erasure_touches_nobody_else(everywhere, strangers):
    run("erase")
    for address in LONGER:
        assert Enquiry.objects.get(email=address).need == f"Antwort an {address}"
        assert Contact.objects.filter(email=address).count() == 1
        assert OutgoingMail.objects.get(to=address).body == address
        assert len(holding(address)) >= 4


def test_account_is_closed_and_its_work_stays(everywhere, account):
    run("erase")
    account.refresh_from_db()
    assert account.username == f"geloescht-{account.pk}"
    assert (account.is_active, account.has_usable_password()) == (False, False)
    assert Confirmation.objects.get().account == account
    assert Management.objects.filter(user=account).count() == 0
    assert EnquiryMessage.objects.get().text == "Fragen Sie –."


def test_mails_to_clusters_about_an_enquiry_go_with_it(db):
    cluster = ClusterFactory(managers=[UserFactory(email="leitung@example.org")])
    send_enquiry(
        EnquiryFactory.build(email=LOWER, need="Vertraulicher Text"), [cluster]
    )
    assert len([t for t, rows in dump().items() if "Vertraulicher" in rows]) == 2
    run("erase")
    assert [t for t, rows in dump().items() if "Vertraulicher" in rows] == []


def test_successor_in_the_same_contact_stays(db):
    contact = ContactFactory(
        name="Person Erasmus",
        email=LOWER,
        source_url="https://a.example/",
        as_of="2024",
    )
    contact.name, contact.email = "Nachfolge", "nachfolge@example.org"
    contact.save()
    run("erase")
    contact.refresh_from_db()
    assert (contact.name, contact.email) == ("Nachfolge", "nachfolge@example.org")
    names = list(contact.history.order_by("history_id").values_list("name", flat=True))
    assert names == ["", "Nachfolge"]


def test_erasing_twice_finds_nothing(everywhere):
    run("erase")
    assert run("erase") == "Nothing is stored under this address.\n"
    assert AuditEntry.objects.filter(action="erasure").count() == 1


def test_export_holds_every_place(everywhere, strangers, account):
    found = json.loads(run("export"))
    assert sorted(found) == [
        "account.EmailAddress",
        "admin.LogEntry",
        "auth.User",
        "axes.AccessLog",
        "clusters.AuditEntry",
        "clusters.Cluster",
        "clusters.ConfirmationRequest",
        "clusters.Contact",
        "clusters.Enquiry",
        "clusters.EnquiryMessage",
        "clusters.EnquiryThread",
        "clusters.Feedback",
        "clusters.HistoricalCluster",
        "clusters.HistoricalContact",
        "clusters.Invitation",
        "clusters.Management",
        "clusters.OutgoingMail",
        "clusters.Proposal",
    ]
    assert [row["email"] for row in found["clusters.Enquiry"]] == [ADDRESS]
    assert "password" not in found["auth.User"][0]
    assert [address in json.dumps(found) for address in LONGER] == [False, False]


def test_export_changes_nothing(everywhere):
    before = dump()
    run("export")
    assert dump() == before


@pytest.mark.parametrize("address", ["", "x", "%", "a@b", "a\x00@example.org"])
@pytest.mark.parametrize("what", ["export", "erase"])
def test_what_is_no_address_is_refused(what, address):
    with pytest.raises(CommandError, match="no mail address"):
        run(what, address)


def test_every_table_of_text_is_searched():
    names = {model._meta.label for model in all_models()}
    assert {"clusters.HistoricalContact", SearchTerm._meta.label} <= names
