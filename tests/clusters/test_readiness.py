"""What other directories ask: every criterion met, missing, not met; the admin page."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from clusterallianz.management.commands.make_roles import make_roles
from clusters.models import Cluster
from clusters.readiness import PORTALS, Status, readiness
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    InnovationFieldFactory,
    LocationFactory,
    OfficeFactory,
    RegionFactory,
    ReviewerFactory,
    ServiceOfferFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ENOUGH = {
    "summary_de": "Bringt Betriebe zusammen.",
    "summary_en": "Brings firms together.",
    "description_de": "Ziele und Wege.",
    "website": "https://example.org/",
    "innovation_field": None,
    "legal_form": "e.V.",
    "founding_year": 2019,
    "members_count": 40,
    "members_firms": 20,
    "members_research": 5,
    "staff_fte": Decimal("1.0"),
}


def read(cluster) -> Cluster:
    return Cluster.objects.for_detail().get(pk=cluster.pk)


def full_entry(**changes) -> Cluster:
    values = ENOUGH | {"innovation_field": InnovationFieldFactory()} | changes
    cluster = ClusterFactory(**values)
    region = RegionFactory()
    street = {"street": "Musterweg 1", "postcode": "42651"}
    LocationFactory(cluster=cluster, is_seat=True, region=region, **street)
    ContactFactory(cluster=cluster, phone="+49 212 1234")
    ServiceOfferFactory(cluster=cluster)
    return read(cluster)


def open_anchors(cluster, slug) -> list[str]:
    (found,) = [ready for ready in readiness(cluster) if ready.portal.slug == slug]
    return [finding.criterion.anchor for finding in found.open]


def statuses(cluster, slug, anchor) -> list[str]:
    (found,) = [ready for ready in readiness(cluster) if ready.portal.slug == slug]
    return [f.status.value for f in found.findings if f.criterion.anchor == anchor]


def test_full_entry_is_ready_for_all():
    ready = readiness(full_entry())
    assert [found.open for found in ready] == [[]] * len(PORTALS)
    assert [found.met_count for found in ready] == [7, 7, 15, 2]


def test_empty_entry_says_what_is_missing():
    cluster = read(ClusterFactory())
    findings = [f for found in readiness(cluster) for f in found.findings]
    met = [f.criterion.anchor for f in findings if f.status is Status.MET]
    assert met == ["id_name", "id_name", "id_carrier"]
    assert [f for f in findings if f.status is Status.NOT_MET] == []


@pytest.mark.parametrize(
    ("changes", "slug", "anchor"),
    [
        ({"staff_fte": Decimal("0.4")}, "eccp", "id_staff_fte"),
        (
            {"members_count": 14, "members_firms": 7, "members_research": 7},
            "eccp",
            "id_members_count",
        ),
        ({"members_research": 0}, "eccp", "id_members_firms"),
        (
            {"members_count": 11, "members_firms": 6},
            "land",
            "id_members_count",
        ),
        ({"members_firms": 19}, "land", "id_members_firms"),
        ({"members_firms": 19}, "weitere", "id_members_firms"),
        ({"staff_fte": Decimal("0.9")}, "weitere", "id_staff_fte"),
        (
            {"members_count": 0, "members_firms": 0, "members_research": 0},
            "eccp",
            "id_members_count",
        ),
    ],
)
def test_number_below_the_threshold_is_not_met(changes, slug, anchor):
    assert "not_met" in statuses(full_entry(**changes), slug, anchor)


@pytest.mark.parametrize(
    ("changes", "slug", "anchor"),
    [
        ({"staff_fte": Decimal("0.5")}, "eccp", "id_staff_fte"),
        (
            {"members_count": 15, "members_firms": 8, "members_research": 7},
            "eccp",
            "id_members_count",
        ),
        ({"members_count": 12, "members_firms": 6}, "land", "id_members_count"),
        ({"members_count": 12, "members_firms": 6}, "land", "id_members_firms"),
    ],
)
def test_number_at_the_threshold_is_met(changes, slug, anchor):
    assert statuses(full_entry(**changes), slug, anchor) == ["met"]


def test_share_of_firms_is_missing_without_their_number():
    cluster = full_entry(members_firms=None)
    assert statuses(cluster, "land", "id_members_firms") == ["missing"]


def test_share_of_firms_is_said_in_both_languages():
    (land,) = [r for r in readiness(full_entry()) if r.portal.slug == "land"]
    assert land.findings[-1].value == "50 % (20 von 40)"
    with translation.override("en"):
        (land,) = [r for r in readiness(full_entry()) if r.portal.slug == "land"]
        assert land.findings[-1].value == "50 % (20 of 40)"


def test_only_what_is_public_counts():
    cluster = full_entry()
    cluster.contacts.update(is_public=False)
    cluster.locations.update(is_address_public=False)
    cluster = read(cluster)
    assert open_anchors(cluster, "land") == [
        "contacts-group",
        "locations-group",
        "contacts-group",
        "contacts-group",
    ]


def test_anchors_lead_to_fields_of_the_form(as_office):
    cluster = full_entry()
    form = reverse("admin:clusters_cluster_change", args=[cluster.pk])
    page = BeautifulSoup(as_office.get(form).content, "html.parser")
    anchors = {c.anchor for portal in PORTALS for c in portal.criteria}
    assert [anchor for anchor in anchors if not page.find(id=anchor)] == []


@pytest.mark.parametrize("number", [1, 5, 50])
def test_readiness_starts_no_query(number, django_assert_num_queries):
    cluster = full_entry()
    for _n in range(number):
        ServiceOfferFactory(cluster=cluster)
        ContactFactory(cluster=cluster)
        LocationFactory(cluster=cluster)
    cluster = read(cluster)
    with django_assert_num_queries(0):
        assert [found.open for found in readiness(cluster)] == [[]] * len(PORTALS)


# --- the types of members


TOO_MANY = {"members_count": 10, "members_firms": 6, "members_other": 5}


def test_more_firms_than_members_are_refused():
    cluster = ClusterFactory()
    for name, value in TOO_MANY.items():
        setattr(cluster, name, value)
    with pytest.raises(ValidationError) as refusal:
        cluster.full_clean()
    assert refusal.value.messages == [
        "Unternehmen, Forschung und andere sind zusammen mehr als die Zahl der"
        " Mitglieder."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        cluster.save()


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        {"members_count": 10},
        {"members_firms": 10, "members_other": 10},
        {"members_count": 10, "members_firms": 10},
        {"members_count": 10, "members_firms": 4, "members_research": 3}
        | {"members_other": 3},
    ],
)
def test_plausible_numbers_are_kept(numbers):
    cluster = ClusterFactory(**numbers)
    cluster.full_clean()


def test_profile_says_types_and_staff_only_where_known(client):
    ClusterFactory(slug="leer")
    ClusterFactory(slug="voll", members_firms=3, staff_fte=Decimal("2.5"))
    empty = client.get("/cluster/leer/").content.decode()
    full = BeautifulSoup(client.get("/cluster/voll/").content, "html.parser")
    assert "Vollzeitstellen" not in empty
    facts = {dt.text: dt.find_next_sibling("dd").text for dt in full.select("dt")}
    assert facts["Art der Mitglieder"] == "Unternehmen 3"
    assert facts["Personal in Vollzeitstellen"] == "2,5"


# --- the page in the admin


def address(cluster, name="takeaway") -> str:
    return reverse(f"admin:clusters_cluster_{name}", args=[cluster.pk])


def page(client, cluster) -> BeautifulSoup:
    answer = client.get(address(cluster))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_page_leads_to_each_missing_field(as_manager, own):
    soup = page(as_manager, own)
    form = reverse("admin:clusters_cluster_change", args=[own.pk])
    links = [a["href"] for a in soup.select("tr.missing a")]
    missing = [f for ready in readiness(read(own)) for f in ready.open]
    assert links == [f"{form}#{found.criterion.anchor}" for found in missing]
    assert "Stand 2026-11" in soup.select_one("nav .help").text


def test_page_says_what_is_ready(as_office):
    soup = page(as_office, full_entry())
    assert [item["class"] for item in soup.select(".overview li")] == [["ready"]] * 4
    assert soup.select("tr.missing, tr.not_met") == []


def test_draft_has_no_public_files(as_manager, own):
    Cluster.objects.filter(pk=own.pk).update(state="draft")
    soup = page(as_manager, own)
    links = [a["href"] for a in soup.select(".files a")]
    assert links == [address(own, "sheet")]
    assert soup.select("textarea") == []


def test_page_offers_the_files_and_the_card(as_manager, own):
    soup = page(as_manager, own)
    assert [a["href"] for a in soup.select(".files a")] == [
        address(own, "sheet"),
        f"/cluster/{own.slug}/steckbrief.pdf",
        f"/en/cluster/{own.slug}/steckbrief.pdf",
        f"/cluster/{own.slug}/kontakt.vcf",
    ]
    assert f"/cluster/{own.slug}/einbetten/" in soup.select_one("textarea").text


def test_link_to_the_page_stands_on_the_form(as_manager, own):
    form = reverse("admin:clusters_cluster_change", args=[own.pk])
    soup = BeautifulSoup(as_manager.get(form).content, "html.parser")
    assert soup.select_one(f'.object-tools a[href="{address(own)}"]')


@pytest.mark.parametrize("name", ["takeaway", "sheet"])
def test_only_who_may_change_the_entry_sees_it(client, own, name):
    make_roles()
    stranger = UserFactory()
    ClusterFactory(managers=[stranger])
    codes = [client.get(address(own, name)).status_code]
    for user in (stranger, ReviewerFactory(), OfficeFactory(), own.managers.get()):
        client.force_login(user)
        codes.append(client.get(address(own, name)).status_code)
    assert codes == [302, 404, 403, 200, 200]


@pytest.mark.parametrize("key", ["0", "x", "99999999999999999999", "%00", "1%27"])
@pytest.mark.parametrize("page", ["ausgabe/", "ausgabe.xlsx"])
def test_unknown_entry_is_not_found(as_office, key, page):
    answer = as_office.get(f"/admin/clusters/cluster/{key}/{page}")
    assert answer.status_code == 404


def test_values_of_an_entry_are_no_markup(as_manager, own):
    Cluster.objects.filter(pk=own.pk).update(carrier="<script>alert(1)</script>")
    assert page(as_manager, own).select("#content script") == []


@pytest.mark.parametrize("number", [1, 5, 50])
def test_page_costs_the_same_queries(
    as_manager, own, number, django_assert_max_num_queries
):
    for _n in range(number):
        ServiceOfferFactory(cluster=own)
        ContactFactory(cluster=own)
    with django_assert_max_num_queries(14):
        page(as_manager, own)


def test_form_keeps_the_new_facts(as_manager, own):
    form = reverse("admin:clusters_cluster_change", args=[own.pk])
    soup = BeautifulSoup(as_manager.get(form).content, "html.parser")
    names = ["members_firms", "members_research", "members_other", "staff_fte"]
    assert [n for n in names if not soup.find(attrs={"name": n})] == []
