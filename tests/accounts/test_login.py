"""Signing in and out: who gets in, what is revealed, who is locked out."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client

from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)

from .conftest import LOGIN, PASSWORD, is_signed_in, sign_in

ADMIN = "/admin/"


def errors(answer) -> list[str]:
    page = BeautifulSoup(answer.content, "html.parser")
    return [item.text.strip() for item in page.select(".error-summary li")]


@pytest.mark.parametrize(
    "login",
    ["demo-person", "person@example.org", "Person@Example.org", " demo-person "],
)
def test_name_and_mailbox_sign_in(client, user, login):
    answer = sign_in(client, login)
    assert (answer.status_code, answer["Location"]) == (302, ADMIN)
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("demo-person", "wrong"),
        ("nobody-here", PASSWORD),
        ("nobody@example.org", PASSWORD),
        ("x" * 254, PASSWORD),
        ("ä@ö", "🦆"),
    ],
)
def test_wrong_login_says_the_same_for_all(client, user, login, password):
    answer = sign_in(client, login, password)
    assert answer.status_code == 200
    assert errors(answer) == ["Dieser Name und dieses Passwort gehören nicht zusammen."]
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"login": "a\x00b", "password": PASSWORD},
        {"login": "a", "password": "a\x00b"},
        {"login": "x" * 5000, "password": PASSWORD},
        {"login": ["a", "b"], "password": ""},
    ],
)
def test_bad_input_is_refused_with_words(client, user, data):
    answer = client.post(LOGIN, data)
    assert answer.status_code == 200
    assert errors(answer) != []


def test_typed_name_survives_the_error(client, user):
    page = BeautifulSoup(sign_in(client, "demo-person", "wrong").content, "html.parser")
    assert page.select_one("#id_login")["value"] == "demo-person"


def test_mailbox_of_two_accounts_signs_nobody_in(client, user):
    UserFactory(email="PERSON@example.org")
    assert sign_in(client, "person@example.org").status_code == 200
    assert not is_signed_in(client)


def test_mailbox_goes_before_a_name_that_looks_like_it(client, user):
    UserFactory(username="person@example.org")
    sign_in(client, "person@example.org")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_closed_account_is_like_none(client, user):
    get_user_model().objects.update(is_active=False)
    assert errors(sign_in(client, "demo-person")) == errors(sign_in(client, "nobody"))


@pytest.mark.parametrize(
    "target", ["/admin/clusters/cluster/", "/", "/einladung/x/", "/cluster/?q=Stahl"]
)
def test_next_leads_on(client, user, target):
    assert sign_in(client, "demo-person", next=target)["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example.org/",
        "//evil.example.org/",
        "/\\evil.example.org",
        "https:evil.example.org",
        "javascript:alert(1)",
        "\x00",
        "/admin/\r\nX: y",
    ],
)
def test_next_leads_to_no_other_site(client, user, target):
    location = sign_in(client, "demo-person", next=target)["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "evil" not in location


def test_page_keeps_next_through_an_error(client, user):
    answer = client.post(f"{LOGIN}?next=/matrix/", {"login": "demo-person"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("input[name=next]")["value"] == "/matrix/"


@pytest.mark.parametrize(
    ("factory", "target"),
    [
        (ReviewerFactory, "/pruefung/"),
        (CoordinatorFactory, "/pruefung/"),
        (OfficeFactory, ADMIN),
        (UserFactory, ADMIN),
    ],
)
def test_each_account_lands_where_its_work_is(client, db, factory, target):
    factory(username="jemand", password=PASSWORD)
    # the footer leads to the admin, which asks to sign in without a page in particular
    answer = client.get(ADMIN, follow=True)
    assert answer.redirect_chain[-1][0] == LOGIN
    assert sign_in(client, "jemand")["Location"] == target


def test_reviewer_with_a_cluster_lands_at_the_own_entry(client, db):
    reviewer = ReviewerFactory(username="jemand", password=PASSWORD)
    ClusterFactory(managers=[reviewer])
    assert sign_in(client, "jemand")["Location"] == ADMIN


# the admin


def test_admin_leads_to_the_one_login(client, user):
    answer = client.get("/admin/clusters/cluster/?q=a", follow=True)
    address, _status = answer.redirect_chain[-1]
    assert address == f"{LOGIN}?next=/admin/clusters/cluster/%3Fq%3Da"


def test_admin_refuses_an_account_that_may_not_enter(client, db):
    client.force_login(UserFactory(is_staff=False))
    assert client.get("/admin/", follow=True).status_code == 403


def test_admin_login_of_somebody_signed_in_is_the_index(client, user):
    client.force_login(user)
    assert client.get("/admin/login/")["Location"] == ADMIN


def test_admin_leads_to_the_one_page_for_passwords(client, user):
    client.force_login(user)
    assert client.get("/admin/password_change/")["Location"] == "/konto/passwort/"


def test_admin_signs_out_to_the_home_page(client, user):
    client.force_login(user)
    assert client.get("/admin/logout/")["Location"] == "/konto/abmelden/"
    assert client.post("/admin/logout/")["Location"] == "/"
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "model", ["account/emailaddress", "mfa/authenticator", "socialaccount/socialapp"]
)
def test_admin_shows_nothing_of_allauth(admin_client, model):
    assert admin_client.get(f"/admin/{model}/").status_code == 404


# signing out


def test_signing_out_asks_first(client, user):
    client.force_login(user)
    assert client.get("/konto/abmelden/").status_code == 200
    assert is_signed_in(client)
    assert client.post("/konto/abmelden/")["Location"] == "/"
    assert not is_signed_in(client)


# what does not exist


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "registrieren/",
        "login/",
        "webauthn/",
        "social/",
        "oidc/",
        "3rdparty/",
    ],
)
def test_nothing_else_of_allauth_is_reachable(client, user, path):
    client.force_login(user)
    assert client.get(f"/konto/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "",
        "abmelden/",
        "e-mail/",
        "passwort/",
        "zweiter-faktor/einrichten/",
        "ersatzcodes/",
    ],
)
def test_own_pages_need_a_login(client, db, path):
    answer = client.get(f"/konto/{path}", follow=True)
    assert answer.redirect_chain[0][0].split("?")[0] in (LOGIN, "/")


@pytest.mark.parametrize(
    "path", ["", "passwort/", "e-mail/", "zweiter-faktor/einrichten/"]
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_own_pages_have_one_heading(client, user, path, prefix):
    sign_in(client, "demo-person")
    answer = client.get(f"{prefix}/konto/{path}")
    page = BeautifulSoup(answer.content, "html.parser")
    assert (answer.status_code, len(page.select("h1"))) == (200, 1)
    assert "no-store" in answer["Cache-Control"]


# cookies


@pytest.mark.parametrize("path", ["/", "/cluster/", "/en/", "/matrix/"])
def test_public_pages_set_no_cookie_and_vary_by_none(client, db, path):
    answer = client.get(path)
    assert (answer.status_code, answer.cookies.output()) == (200, "")
    assert "Cookie" not in answer.get("Vary", "")


def test_login_page_sets_the_form_cookie_alone(client, user):
    assert list(client.get(LOGIN).cookies) == ["csrftoken"]
    sign_in(client, "demo-person", "wrong")
    assert list(client.cookies) == ["csrftoken"]
    assert "sessionid" in sign_in(client, "demo-person").cookies


def test_session_ends_with_the_browser(client, user):
    cookie = sign_in(client, "demo-person").cookies["sessionid"]
    assert (cookie["max-age"], cookie["httponly"]) == ("", True)


def test_login_needs_the_form_cookie(user):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, "demo-person").status_code == 403


# lockout


def test_fifth_failure_locks_out(client, user):
    statuses = [sign_in(client, "demo-person", "wrong").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert sign_in(client, "demo-person").status_code == 429


def test_mailbox_and_name_count_together(client, user):
    for login in ["demo-person", "person@example.org"] * 2:
        sign_in(client, login, "wrong")
    assert sign_in(client, "person@example.org", "wrong").status_code == 429


def test_lockout_is_no_weapon_against_a_person(client, user):
    for _ in range(6):
        sign_in(client, "demo-person", "wrong")
    data = {"login": "demo-person", "password": PASSWORD}
    assert Client().post(LOGIN, data, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_password_again_counts_too(client, user):
    client.force_login(user)
    for _ in range(4):
        client.post("/konto/bestaetigen/", {"password": "wrong"})
    answer = client.post("/konto/bestaetigen/", {"password": "wrong"})
    assert answer.status_code == 429


def test_many_logins_of_one_place_are_slowed_down(client, db):
    for number in range(30):
        sign_in(client, f"name-{number}", "wrong")
    assert sign_in(client, "name-31", "wrong").status_code == 429


def test_office_signs_in_as_before_without_a_duty(client, db):
    office = OfficeFactory()
    assert sign_in(client, office.username)["Location"] == ADMIN
    assert client.get(ADMIN).status_code == 200
