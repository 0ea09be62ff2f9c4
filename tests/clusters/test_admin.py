"""What managers and the office do in the admin, and what managers cannot reach."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from PIL import Image

from clusterallianz.management.commands.make_roles import make_roles
from clusterallianz.text import german_slug
from clusters.completeness import completeness
from clusters.models import Cluster, Contact
from clusters.roles import COORDINATORS, OFFICE, REVIEWERS
from clusters.search import corpus
from clusters.search.concepts import update_concept
from clusters.standing import standing_of
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

CHANGELIST = "/admin/clusters/cluster/"
PREFIXES = ["offers", "driver_links", "locations", "contacts", "sources"]


@pytest.fixture
def other(db):
    cluster = ClusterFactory(short_name="Fremdes")
    ContactFactory(cluster=cluster, email="fremd@example.org")
    return cluster


def change_url(cluster):
    return reverse("admin:clusters_cluster_change", args=[cluster.pk])


def form_data(client, url):
    """What a browser would send back unchanged."""
    page = BeautifulSoup(client.get(url).content, "html.parser")
    form = page.select_one("#content-main form")
    data = {}
    for field in form.select("input[name], textarea[name]"):
        kind = field.get("type", "text")
        if "__prefix__" in field["name"] or kind in ("submit", "file"):
            continue
        if kind != "checkbox" or field.has_attr("checked"):
            text = "on" if kind == "checkbox" else field.text.strip("\n")
            data[field["name"]] = field.get("value", text)
    for field in form.select("select[name]"):
        if "__prefix__" not in field["name"]:
            chosen = field.select("option[selected]") or field.select("option")[:1]
            data[field["name"]] = [o["value"] for o in chosen if o.get("value")]
    return data


def errors(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return [item.text.strip() for item in page.select(".errorlist li")]


def picture(image_format="PNG", size=(8, 8), **options):
    buffer = BytesIO()
    Image.new("RGB", size, "green").save(buffer, image_format, **options)
    return buffer.getvalue()


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


def test_history_cannot_bring_back_an_old_state(as_manager, own):
    Cluster.objects.filter(pk=own.pk).update(state=Cluster.State.ARCHIVED)
    url = f"{CHANGELIST}{own.pk}/history/{own.history.first().pk}/"
    assert as_manager.get(url).status_code == 200
    assert as_manager.post(url, {"name": "X"}).status_code == 403
    own.refresh_from_db()
    assert own.state == Cluster.State.ARCHIVED


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


def test_manager_changes_entry_and_parts(as_manager, own):
    data = form_data(as_manager, change_url(own)) | {
        "summary_de": "Hilft bei Förderanträgen.",
        "contacts-0-email": "neu@example.org",
    }
    before = own.updated_at
    assert as_manager.post(change_url(own), data).status_code == 302
    own.refresh_from_db()
    assert own.contacts.get().email == "neu@example.org"
    assert finds(corpus, "Förderanträge") == [own.pk]
    assert own.updated_at > before


def test_history_says_who_when_and_what(as_manager, own, manager):
    data = form_data(as_manager, change_url(own))
    data |= {"summary_de": "Neu.", "contacts-0-email": "neu@example.org"}
    as_manager.post(change_url(own), data)
    answer = as_manager.get(f"{CHANGELIST}{own.pk}/history/")
    page = BeautifulSoup(answer.content, "html.parser")
    newest = page.select("#change-history tbody tr")[0].text
    parts = str(Contact._meta.verbose_name_plural)
    assert [text in newest for text in (manager.username, "Neu.", parts)] == [True] * 3


def test_save_and_confirm_is_one_step(as_manager, own):
    data = form_data(as_manager, change_url(own)) | {"_confirm": "1"}
    assert as_manager.post(change_url(own), data).status_code == 302
    own.refresh_from_db()
    assert own.confirmed_on == timezone.localdate()
    assert own.confirmed_by == "Clustermanagement"


def test_manager_chooses_known_topics_only(as_manager, own):
    TopicFactory(name="Füllstände", slug="fuellstaende")
    data = form_data(as_manager, change_url(own))
    answer = as_manager.post(change_url(own), data | {"topics": "Erfunden"})
    assert len(errors(answer)) == 1
    assert text_of(answer, "topics") == "Erfunden"
    as_manager.post(change_url(own), data | {"topics": "füllstände"})
    assert [topic.name for topic in own.topics.all()] == ["Füllstände"]


def text_of(answer, field):
    page = BeautifulSoup(answer.content, "html.parser")
    return page.select_one(f"textarea#id_{field}").text.strip("\n")


def test_topics_stand_one_a_line(as_manager, own):
    names = ["3D-Druck im Bau", "Rote, weiße Biotechnologie"]
    for name in names:
        own.topics.add(TopicFactory(name=name, slug=german_slug(name)))
    data = form_data(as_manager, change_url(own))
    assert data["topics"].splitlines() == names
    assert as_manager.post(change_url(own), data).status_code == 302
    assert sorted(topic.name for topic in own.topics.all()) == names
    assert "topics" not in LogEntry.objects.latest("pk").get_change_message()


def test_commas_separate_topics_too(as_manager, own):
    for name in ("Rote, weiße Biotechnologie", "Holz", "Stahl"):
        TopicFactory(name=name, slug=german_slug(name))
    typed = "Holz, stahl\r\nRote, weiße Biotechnologie\r\n\r\n"
    data = form_data(as_manager, change_url(own)) | {"topics": typed}
    assert as_manager.post(change_url(own), data).status_code == 302
    assert sorted(topic.name for topic in own.topics.all()) == [
        "Holz",
        "Rote, weiße Biotechnologie",
        "Stahl",
    ]


def test_sentence_is_saved_as_one_line(as_manager, own):
    data = form_data(as_manager, change_url(own))
    data |= {"summary_de": "Hilft bei\r\nAnträgen. ", "summary_en": ""}
    assert as_manager.post(change_url(own), data).status_code == 302
    own.refresh_from_db()
    assert (own.summary_de, own.summary_en) == ("Hilft bei Anträgen.", "")


def test_error_of_a_part_is_said(as_manager, own):
    data = form_data(as_manager, change_url(own)) | {"contacts-0-name": "Erika M."}
    data["contacts-0-role_de"] = ""
    assert len(errors(as_manager.post(change_url(own), data))) == 1


def test_form_has_both_languages_side_by_side(as_manager, own):
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    row = page.select_one(".form-row.field-summary_de")
    texts = [(text["id"], text["rows"]) for text in row.select("textarea")]
    assert texts == [("id_summary_de", "2"), ("id_summary_en", "2")]


def test_gaps_lead_to_their_fields(as_manager, own):
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    targets = [link["href"] for link in page.select(".field-gaps li a")]
    assert targets == [f"#{anchor}" for _label, anchor in completeness(own)[1]]
    assert [t for t in targets if not page.select(t)] == []


def test_form_begins_with_buttons_and_where_the_entry_stands(as_manager, own):
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    rows = [[i["name"] for i in row("input")] for row in page.select(".submit-row")]
    assert rows == [["_save", "_continue", "_confirm"]] * 2
    assert page.select_one("#id_confirm .submit-row") is not None
    first = page.select_one("#content-main fieldset")
    values = [value.text for value in first.select(".readonly")]
    assert values[:3] == [
        "veröffentlicht",
        str(standing_of(own).step),
        "Clustermanagement",
    ]
    percent, missing = completeness(own)
    assert values[3].startswith(f"{percent} %")
    assert len(first.select(".field-gaps li")) == len(missing)
    assert values[4] == gettext("not confirmed yet")


def test_form_of_a_new_entry_has_no_standing(as_office):
    answer = as_office.get(reverse("admin:clusters_cluster_add"))
    page = BeautifulSoup(answer.content, "html.parser")
    assert (
        page.select(
            ".field-gaps, .field-present_state, #id_confirm input[name=_confirm]"
        )
        == []
    )


def test_confirmation_says_when_and_by_whom(as_manager, own):
    Cluster.objects.filter(pk=own.pk).update(
        confirmed_on="2026-05-03", confirmed_by="Clustermanagement"
    )
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    shown = page.select_one(".field-confirmed .readonly").text
    assert shown == "3. Mai 2026 (Clustermanagement)"


def folded(answer):
    """Parts of the form: heading, and whether it is folded."""
    page = BeautifulSoup(answer.content, "html.parser")
    return {
        group["id"].removesuffix("-group"): (
            group.select_one(".inline-heading").text.strip()[-3:],
            group.select_one("details") is not None,
        )
        for group in page.select(".inline-group")
    }


def test_parts_with_rows_are_folded_and_say_how_many(as_manager, own):
    ContactFactory(cluster=own)
    assert folded(as_manager.get(change_url(own))) == {
        "offers": ("(0)", False),
        "driver_links": ("(0)", False),
        "locations": ("(1)", True),
        "contacts": ("(2)", True),
        "sources": ("(0)", False),
    }


@pytest.mark.parametrize(
    "changed",
    [{"contacts-0-email": "typed@example.org"}, {"contacts-0-as_of": "no date"}],
    ids=["typed", "wrong"],
)
def test_part_in_work_stays_open_after_an_error(as_manager, own, changed):
    data = form_data(as_manager, change_url(own)) | {"name": ""} | changed
    answer = as_manager.post(change_url(own), data)
    parts = folded(answer)
    assert (parts["contacts"], parts["locations"]) == (("(1)", False), ("(1)", True))
    page = BeautifulSoup(answer.content, "html.parser")
    [(name, value)] = changed.items()
    assert page.select_one(f"[name={name}]")["value"] == value


def test_history_has_a_german_heading(as_manager, own):
    version = own.history.first().pk
    for suffix, message in (
        ("", "Changes: %(name)s"),
        (f"{version}/", "Earlier version: %(name)s"),
    ):
        answer = as_manager.get(f"{CHANGELIST}{own.pk}/history/{suffix}")
        page = BeautifulSoup(answer.content, "html.parser")
        heading = gettext(message) % {"name": "Eigenes"}
        assert [h1.text for h1 in page.select("#content h1")] == [heading]


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


# logos


def upload(client, cluster, name, content, kind="image/png"):
    data = form_data(client, change_url(cluster))
    file = SimpleUploadedFile(name, content, content_type=kind)
    return client.post(change_url(cluster), data | {"logo": file})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
        ("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
        ("logo.png", b"only text"),
        ("logo.png", picture() + b"\0" * 1_000_001),
        ("logo.png", picture(size=(4001, 2))),
        ("logo.gif", picture("GIF")),
    ],
    ids=["svg", "svg as png", "text as png", "too heavy", "too wide", "gif"],
)
def test_bad_logo_is_refused(as_manager, own, name, content):
    answer = upload(as_manager, own, name, content)
    own.refresh_from_db()
    assert (answer.status_code, own.logo.name) == (200, "")
    assert len(errors(answer)) == 1


def test_logo_loses_its_metadata_and_its_name(as_manager, own):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    content = picture("JPEG", exif=exif)
    assert b"secret place" in content
    answer = upload(as_manager, own, "Max Mustermann.jpg", content, "image/jpeg")
    own.refresh_from_db()
    assert answer.status_code == 302
    assert own.logo.name.startswith(f"logos/{own.slug}-")
    assert b"secret place" not in own.logo.read()
    own.logo.close()


@pytest.mark.parametrize(
    "changed", [{"logo": "new"}, {"logo-clear": "on"}], ids=["replaced", "removed"]
)
def test_logo_that_is_no_longer_shown_is_deleted(
    as_manager, own, changed, django_capture_on_commit_callbacks
):
    upload(as_manager, own, "a.png", picture())
    own.refresh_from_db()
    storage, before = own.logo.storage, own.logo.name
    data = form_data(as_manager, change_url(own)) | changed
    if "logo" in changed:
        data["logo"] = SimpleUploadedFile("b.png", picture(size=(9, 9)), "image/png")
    with django_capture_on_commit_callbacks() as callbacks:
        assert as_manager.post(change_url(own), data).status_code == 302
    # not before the transaction is through
    assert storage.exists(before)
    for callback in callbacks:
        callback()
    own.refresh_from_db()
    files = [own.logo.name.removeprefix("logos/")] if "logo" in changed else []
    assert (storage.exists(before), storage.listdir("logos")[1]) == (False, files)


def test_logo_stays_when_something_else_changes(
    as_manager, own, django_capture_on_commit_callbacks
):
    upload(as_manager, own, "a.png", picture())
    own.refresh_from_db()
    data = form_data(as_manager, change_url(own)) | {"short_name": "Neu"}
    with django_capture_on_commit_callbacks(execute=True):
        assert as_manager.post(change_url(own), data).status_code == 302
    assert own.logo.storage.listdir("logos")[1] == [
        own.logo.name.removeprefix("logos/")
    ]


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
