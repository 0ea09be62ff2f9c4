"""What managers and the office do in the admin, and what managers cannot reach."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusterallianz.management.commands.make_roles import make_roles
from clusters.models import Cluster, Contact
from clusters.roles import COORDINATORS, OFFICE, REVIEWERS
from clusters.search import corpus
from clusters.search.concepts import update_concept
from tests.clusters.adminforms import CHANGELIST, change_url, errors, form_data
from tests.factories import (
    ClusterDriverFactory,
    ClusterFactory,
    ContactFactory,
    CoordinatorFactory,
    LocationFactory,
    OfficeFactory,
    PlaceFactory,
    ReviewerFactory,
    ServiceOfferFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
)
from tests.finding import finds

PREFIXES = ["offers", "driver_links", "locations", "contacts", "sources"]


@pytest.fixture
def other(db):
    cluster = ClusterFactory(short_name="Fremdes")
    ContactFactory(cluster=cluster, email="fremd@example.org")
    return cluster


# what managers cannot reach


def test_changelist_shows_own_entries_only(as_manager, other):
    page = BeautifulSoup(as_manager.get(CHANGELIST).content, "html.parser")
    names = [cell.text for cell in page.select("#result_list .field-short_name")]
    assert names == ["Eigenes"]


@pytest.mark.parametrize("suffix", ["change/", "history/"])
def test_others_address_is_not_found(as_manager, other, suffix):
    assert as_manager.get(f"{CHANGELIST}{other.pk}/{suffix}").status_code == 404


def test_others_historical_version_is_not_found(as_manager, own, other):
    version = other.history.first().pk
    for pk in (other.pk, own.pk):
        url = f"{CHANGELIST}{pk}/history/{version}/"
        assert as_manager.get(url).status_code == 404


def test_unknown_address_is_not_found(as_manager):
    assert as_manager.get(f"{CHANGELIST}999999/change/").status_code == 404


def test_posting_to_others_entry_changes_nothing(as_manager, own, other):
    data = form_data(as_manager, change_url(own))
    assert as_manager.post(change_url(other), data).status_code == 404
    other.refresh_from_db()
    assert other.short_name == "Fremdes"


def test_inline_of_another_entry_stays_as_it_is(as_manager, own, other):
    foreign = other.contacts.get()
    data = form_data(as_manager, change_url(own))
    data |= {"contacts-0-id": foreign.pk, "contacts-0-email": "stolen@example.org"}
    # Django passes over the foreign row and saves the rest
    assert as_manager.post(change_url(own), data).status_code == 302
    foreign.refresh_from_db()
    assert (foreign.email, foreign.cluster) == ("fremd@example.org", other)
    assert own.contacts.count() == 1


def test_inline_cannot_be_moved_to_another_entry(as_manager, own, other):
    data = form_data(as_manager, change_url(own)) | {"contacts-0-cluster": other.pk}
    assert as_manager.post(change_url(own), data).status_code == 200
    assert Contact.objects.filter(cluster=other).count() == 1


def test_bulk_action_reaches_own_entries_only(as_manager, own, other):
    as_manager.post(
        CHANGELIST,
        {"action": "confirm_entries", "_selected_action": [own.pk, other.pk]},
    )
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.confirmed_on, other.confirmed_on) == (timezone.localdate(), None)


@pytest.mark.parametrize("flag", ["0", "1"])
def test_bulk_deletion_is_forbidden(as_manager, own, flag):
    data = {"action": "delete_selected", "_selected_action": [own.pk], "post": flag}
    assert as_manager.post(CHANGELIST, data).status_code == 403
    assert Cluster.objects.filter(pk=own.pk).exists()


def autocomplete(client, model, field):
    return client.get(
        reverse("admin:autocomplete"),
        {"app_label": "clusters", "model_name": model, "field_name": field},
    )


def test_autocomplete_offers_own_entries_only(as_manager, own, other):
    answer = autocomplete(as_manager, "location", "cluster").json()
    assert [result["text"] for result in answer["results"]] == ["Eigenes"]


def test_autocomplete_of_places_is_open_to_managers(as_manager, own):
    answer = autocomplete(as_manager, "location", "place").json()
    place = own.locations.get().place
    assert answer["results"] == [{"id": str(place.pk), "text": place.name}]


def test_autocomplete_hides_accounts_from_managers(as_manager):
    assert autocomplete(as_manager, "cluster", "managers").status_code == 403


def test_forged_fields_of_the_office_are_ignored(as_manager, own, manager):
    data = form_data(as_manager, change_url(own)) | {
        "state": "archived",
        "slug": "stolen",
        "membership": "confirmed",
        "managers": [],
        "confirmed_by": "X",
        "short_name": "Neu",
    }
    assert as_manager.post(change_url(own), data).status_code == 302
    slug = own.slug
    own.refresh_from_db()
    assert (own.short_name, own.state, own.slug) == ("Neu", "published", slug)
    assert (own.membership, own.confirmed_by) == ("open", "")
    assert list(own.managers.all()) == [manager]


def test_manager_cannot_publish_a_draft(as_manager, manager):
    draft = ClusterFactory(state=Cluster.State.DRAFT, managers=[manager])
    data = form_data(as_manager, change_url(draft)) | {"state": "published"}
    as_manager.post(change_url(draft), data)
    draft.refresh_from_db()
    assert draft.state == Cluster.State.DRAFT


# what managers do


def test_list_has_filters_for_the_office_only(client, as_manager, own):
    def filters():
        page = BeautifulSoup(client.get(CHANGELIST).content, "html.parser")
        return len(page.select("#changelist-filter details"))

    assert filters() == 0
    make_roles()
    client.force_login(OfficeFactory())
    # those of terms need terms
    assert filters() == 2


@pytest.mark.parametrize(
    "path", ["", "clusters/cluster/", "{change}", "{history}", "password_change/"]
)
def test_admin_keeps_to_the_content_policy(as_manager, own, path):
    path = path.format(
        change=f"clusters/cluster/{own.pk}/change/",
        history=f"clusters/cluster/{own.pk}/history/",
    )
    answer = as_manager.get(f"/admin/{path}")
    page = BeautifulSoup(answer.content, "html.parser")
    inline = page.select("[style], [onclick], style, script:not([src])")
    # a block of data is not a script
    assert [tag for tag in inline if tag.get("type") != "application/json"] == []
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_changelist_needs_the_same_queries(
    as_manager, manager, django_assert_num_queries
):
    def add(count):
        for cluster in ClusterFactory.create_batch(count, managers=[manager]):
            for factory in (ServiceOfferFactory, ClusterDriverFactory, SourceFactory):
                factory(cluster=cluster)

    add(1)
    as_manager.get(CHANGELIST)  # warms the content types
    with CaptureQueriesContext(connection) as of_few:
        as_manager.get(CHANGELIST)
    assert len(of_few) < 20
    for more in (4, 25):
        add(more)
        with django_assert_num_queries(len(of_few)):
            as_manager.get(CHANGELIST)


# what the office does


def test_office_creates_an_entry_with_a_german_address(as_office):
    url = reverse("admin:clusters_cluster_add")
    data = form_data(as_office, url)
    data |= {"name": "Straße und Öl e.V.", "short_name": "Straße & Öl"}
    assert as_office.post(url, data).status_code == 302
    cluster = Cluster.objects.get()
    assert (cluster.slug, cluster.state) == ("strasse-oel", "draft")


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("publish_entries", "published"),
        ("mark_dormant", "dormant"),
        ("archive_entries", "archived"),
    ],
)
def test_office_changes_states_by_action(as_office, action, state):
    clusters = [ClusterFactory(), ClusterFactory(state="dormant")]
    draft = ClusterFactory(state="draft")
    chosen = [*clusters, draft] if action == "mark_dormant" else clusters
    data = {"action": action, "_selected_action": [c.pk for c in chosen]}
    answer = as_office.post(CHANGELIST, data, follow=True)
    states = Cluster.objects.exclude(pk=draft.pk).values_list("state", flat=True)
    assert list(states) == [state, state]
    notes = [str(note) for note in answer.context["messages"]]
    assert len(notes) == (2 if draft in chosen else 1)


def test_changed_term_is_found_at_once(as_office):
    offer = ServiceOfferFactory()
    corpus.update(offer.cluster)
    url = reverse("admin:clusters_servicetype_change", args=[offer.service_type.pk])
    data = form_data(as_office, url) | {"synonyms": "Fördergeld"}
    assert as_office.post(url, data).status_code == 302
    assert finds(corpus, "Fördergeld") == [offer.cluster.pk]


def test_renamed_place_is_found_and_sorted_at_once(as_office):
    location = LocationFactory(place=PlaceFactory(name="Alt"))
    url = reverse("admin:clusters_place_change", args=[location.place.pk])
    as_office.post(url, form_data(as_office, url) | {"name": "Übach"})
    location.place.refresh_from_db()
    assert location.place.sort_key == "ubach"
    assert finds(corpus, "Übach") == [location.cluster.pk]


def test_deleted_topic_is_no_longer_found(as_office, own):
    topic = TopicFactory(name="Wasserstoff")
    own.topics.add(topic)
    update_concept(topic)
    corpus.update(own)
    assert finds(corpus, "Wasserstoff") == [own.pk]
    url = reverse("admin:clusters_topic_delete", args=[topic.pk])
    assert as_office.post(url, {"post": "yes"}).status_code == 302
    assert finds(corpus, "Wasserstoff") == []


# accounts


def give_group(client, user, name):
    url = reverse("admin:auth_user_change", args=[user.pk])
    data = form_data(client, url) | {"groups": [Group.objects.get(name=name).pk]}
    return client.post(url, data)


def group_names(user):
    return list(user.groups.values_list("name", flat=True))


def test_office_gives_an_account_its_own_group(as_office):
    user = UserFactory()
    assert give_group(as_office, user, OFFICE).status_code == 302
    assert group_names(user) == [OFFICE]


@pytest.mark.parametrize("name", [COORDINATORS, REVIEWERS])
def test_only_a_superuser_gives_a_group_of_the_ministry(client, as_office, name):
    user = UserFactory()
    answer = give_group(as_office, user, name)
    assert (answer.status_code, len(errors(answer))) == (200, 1)
    assert group_names(user) == []
    client.force_login(UserFactory(is_superuser=True))
    assert give_group(client, user, name).status_code == 302
    assert group_names(user) == [name]


@pytest.mark.parametrize("factory", [CoordinatorFactory, ReviewerFactory])
def test_office_cannot_take_over_an_account_of_the_ministry(as_office, factory):
    user = factory()
    old = user.password
    url = reverse("admin:auth_user_change", args=[user.pk])
    assert as_office.post(url, {"username": "mine"}).status_code == 403
    password = {"password1": "a-new-Secret-77", "password2": "a-new-Secret-77"}
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    assert as_office.post(url, password).status_code == 403
    assert get_user_model().objects.get(pk=user.pk).password == old


def test_office_makes_no_superuser(as_office):
    user = UserFactory()
    url = reverse("admin:auth_user_change", args=[user.pk])
    data = form_data(as_office, url) | {"is_superuser": "on", "user_permissions": [1]}
    assert as_office.post(url, data).status_code == 302
    user.refresh_from_db()
    assert (user.is_superuser, user.user_permissions.count()) == (False, 0)


def test_office_cannot_change_a_superuser(as_office):
    root = UserFactory(is_superuser=True)
    old = root.password
    url = reverse("admin:auth_user_change", args=[root.pk])
    assert as_office.post(url, {"username": "mine"}).status_code == 403
    password = {"password1": "a-new-Secret-77", "password2": "a-new-Secret-77"}
    url = reverse("admin:auth_user_password_change", args=[root.pk])
    assert as_office.post(url, password).status_code == 403
    root = get_user_model().objects.get(pk=root.pk)
    assert root.password == old
