"""The first page of the admin, and what the site leaves out."""

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.completeness import completeness
from clusters.models import Cluster
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    OfficeFactory,
    ReviewerFactory,
    ServiceOfferFactory,
    UserFactory,
)

INDEX = "/admin/"


def index(client, user):
    client.force_login(user)
    return BeautifulSoup(client.get(INDEX).content, "html.parser")


@pytest.fixture
def manager(db):
    return UserFactory()


def test_index_leads_with_the_own_entry(client, manager):
    own = ClusterFactory(managers=[manager])
    ClusterFactory()
    [entry] = index(client, manager).select("#content-main > :first-child .own-entry")
    assert entry.h3.text == own.name
    assert [item.text.strip() for item in entry.select("li")] == [
        "veröffentlicht",
        f"{completeness(own)[0]} % ausgefüllt",
        "noch nicht vom Cluster bestätigt",
    ]
    url = reverse("admin:clusters_cluster_change", args=[own.pk])
    assert [link["href"] for link in entry.select("a")] == [url]


def listed(page, where):
    return len(page.select(f"#content-main {where} th[scope=row]"))


def test_index_folds_what_a_manager_may_only_look_up(client, manager):
    ClusterFactory(managers=[manager])
    page = index(client, manager)
    assert (listed(page, "> .module"), listed(page, "> details .module")) == (3, 8)


def test_manager_may_still_look_up_vocabularies(client, manager):
    ClusterFactory(managers=[manager])
    client.force_login(manager)
    assert client.get("/admin/clusters/topic/").status_code == 200


@pytest.mark.parametrize("factory", [OfficeFactory, ReviewerFactory])
def test_index_of_others_has_all_in_one_list(client, db, factory):
    ClusterFactory()
    page = index(client, factory())
    assert page.select(".own-entry, .to-look-up") == []
    assert listed(page, "> .module") > 0


def test_index_needs_the_same_queries(client, manager, django_assert_num_queries):
    def add(count):
        for cluster in ClusterFactory.create_batch(count, managers=[manager]):
            ServiceOfferFactory(cluster=cluster)
            ContactFactory(cluster=cluster)

    add(1)
    index(client, manager)  # warms the content types
    with CaptureQueriesContext(connection) as of_one:
        client.get(INDEX)
    for more in (4, 45):
        add(more)
        with django_assert_num_queries(len(of_one)):
            client.get(INDEX)


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
