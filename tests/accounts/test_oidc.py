"""OpenID Connect, against a provider on this machine: the whole way there and back."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model

from clusters.models import AuditEntry, OutgoingMail
from tests.factories import OfficeFactory, UserFactory

from .conftest import LOGIN, PASSWORD, is_signed_in, totp_code, with_second_factor

START = "/konto/oidc/anmelden/"
BACK = "/konto/oidc/antwort/"
NOT_DONE = "Die Anmeldung hat nicht geklappt"
KEY = "a-key-of-the-provider-that-nobody-checks-here"


class Provider(BaseHTTPRequestHandler):
    """Says of everybody what `claims` says."""

    claims: dict = {}
    is_down = False

    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        answers = {
            "/.well-known/openid-configuration": {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/keys",
            },
            "/userinfo": self.claims,
        }
        self.answer(answers[self.path])

    def do_POST(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        facts = {"iss": base, "aud": "client", "exp": int(time.time()) + 60}
        token = jwt.encode(self.claims | facts, KEY, algorithm="HS256")
        self.answer({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def answer(self, data):
        self.send_response(500 if self.is_down else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def provider(settings):
    handler = type("OneProvider", (Provider,), {})
    handler.claims = {
        "sub": "4711",
        "email": "Person@example.org",
        "email_verified": True,
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.OIDC_NAME = "Landes-Login"
    app = {
        "provider_id": "oidc",
        "name": "Landes-Login",
        "client_id": "client",
        "secret": "secret",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }
    yield handler
    server.shutdown()
    server.server_close()


def go(client, path=START):
    """To the provider and back; what this site answers then."""
    there = client.post(path)
    asked = parse_qs(urlsplit(there["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get(BACK, {"code": "c", "state": asked["state"][0]})


def heading(client, answer) -> str:
    while answer.status_code == 302:
        answer = client.get(answer["Location"])
    return BeautifulSoup(answer.content, "html.parser").h1.text


# without the settings


def test_there_is_no_trace_of_it_by_default(client, db):
    assert b"oidc" not in client.get(LOGIN).content.lower()
    for path in (START, BACK):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


# with them


def test_login_page_offers_it(client, db, provider):
    page = BeautifulSoup(client.get(f"{LOGIN}?next=/matrix/").content, "html.parser")
    form = page.select_one("form[action]")
    assert form["action"] == f"{START}?next=/matrix/"
    assert form.button.text == "Anmelden mit Landes-Login"


def test_account_of_the_same_mailbox_is_signed_in(client, user, provider):
    answer = go(client)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.get().user == user
    # allauth would take the password away
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_connection_is_told_and_written_once(client, user, provider):
    go(client)
    client.post("/konto/abmelden/")
    go(client)
    entry = AuditEntry.objects.get(action=AuditEntry.Action.ACCOUNT)
    assert entry.about == "demo-person: verbunden durch OpenID Connect"
    assert [mail.to for mail in OutgoingMail.objects.all()] == [user.email]
    assert AuditEntry.objects.filter(action=AuditEntry.Action.LOGIN).count() == 2


def test_next_leads_on_and_to_no_other_site(client, user, provider):
    assert go(client, f"{START}?next=/matrix/")["Location"] == "/matrix/"
    client.post("/konto/abmelden/")
    assert go(client, f"{START}?next=//evil.example.org/")["Location"] == "/admin/"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.org"},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": "true"},
        {"email": ""},
        {"email": None},
    ],
)
def test_nobody_else_gets_in_and_no_account_is_made(client, user, provider, claims):
    provider.claims |= claims
    answer = go(client)
    assert not is_signed_in(client)
    assert heading(client, answer) == NOT_DONE
    assert (get_user_model().objects.count(), SocialAccount.objects.count()) == (1, 0)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.about) == ("login-failed", "OIDC")


def test_missing_proof_of_the_mailbox_is_none(client, user, provider):
    del provider.claims["email_verified"]
    go(client)
    assert not is_signed_in(client)


def test_mailbox_of_two_accounts_belongs_to_none(client, user, provider):
    UserFactory(email="PERSON@example.org")
    go(client)
    assert not is_signed_in(client)


def test_closed_account_stays_closed(client, user, provider):
    go(client)
    client.post("/konto/abmelden/")
    get_user_model().objects.update(is_active=False)
    assert heading(client, go(client)) == "Dieses Konto ist geschlossen"
    assert not is_signed_in(client)


def test_connected_account_is_known_by_its_number(client, user, provider):
    go(client)
    client.post("/konto/abmelden/")
    provider.claims["email"] = "anders@example.org"
    go(client)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_nobody_connects_somebody_elses_identity(client, user, provider):
    provider.claims["email"] = "anders@example.org"
    client.force_login(user)
    assert go(client, f"{START}?process=connect")["Location"] == "/konto/"
    assert not SocialAccount.objects.exists()


def test_second_factor_is_asked_for_all_the_same(client, user, provider):
    with_second_factor(user)
    assert go(client)["Location"] == "/konto/code/"
    assert not is_signed_in(client)
    client.post("/konto/code/", {"code": totp_code()})
    assert is_signed_in(client)


@pytest.mark.parametrize("counts", [False, True])
def test_it_is_a_second_factor_only_if_the_settings_say_so(
    client, db, provider, settings, counts
):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.OIDC_IS_SECOND_FACTOR = counts
    OfficeFactory(email="person@example.org")
    go(client)
    assert client.get("/admin/").status_code == (200 if counts else 302)


def test_password_is_no_second_factor_whatever_the_settings_say(client, db, settings):
    settings.REQUIRE_SECOND_FACTOR = settings.OIDC_IS_SECOND_FACTOR = True
    account = OfficeFactory()
    client.post(LOGIN, {"login": account.username, "password": PASSWORD})
    assert client.get("/admin/").status_code == 302


# what can go wrong on the way


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"code": "c"},
        {"code": "c", "state": "made-up"},
        {"error": "server_error", "state": "x"},
        {"code": "\x00", "state": "\x00"},
    ],
)
def test_made_up_answer_signs_nobody_in(client, user, provider, query):
    answer = client.get(BACK, query)
    assert heading(client, answer) == NOT_DONE
    assert not is_signed_in(client)


def test_cancelling_there_is_said(client, user, provider):
    there = client.post(START)
    [state] = parse_qs(urlsplit(there["Location"]).query)["state"]
    answer = client.get(BACK, {"error": "access_denied", "state": state})
    assert heading(client, answer) == "Die Anmeldung wurde abgebrochen"


def test_provider_that_is_down_is_said(client, user, provider):
    there = client.post(START)
    [state] = parse_qs(urlsplit(there["Location"]).query)["state"]
    provider.is_down = True
    assert heading(client, client.post(START)) == NOT_DONE
    back = client.get(BACK, {"code": "c", "state": state})
    assert heading(client, back) == NOT_DONE


def test_going_there_needs_a_button(client, db, provider):
    answer = client.get(START)
    assert (answer.status_code, len(answer.content) > 0) == (200, True)
