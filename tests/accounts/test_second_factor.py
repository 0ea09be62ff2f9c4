"""The second factor: set up, asked for, required, lost."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from clusters.models import AuditEntry, OutgoingMail
from tests.reading import page_of

from .conftest import is_signed_in, sign_in, totp_code, with_second_factor
from .second_factor import CODE, SET_UP, WRONG, errors, log, set_up

# setting it up


def test_app_is_set_up_and_recovery_codes_shown(
    client, user, django_capture_on_commit_callbacks
):
    sign_in(client, user.username)
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
    codes = [
        c.text for c in page_of(client.get("/konto/ersatzcodes/")).select(".codes code")
    ]
    assert (len(codes), len(set(codes))) == (10, 10)
    assert sorted(log()) == [
        "demo-person: App eingerichtet",
        "demo-person: Ersatzcodes eingerichtet",
    ]
    assert OutgoingMail.objects.get().kind == "account-notice"
    text = client.get("/konto/ersatzcodes/datei/").content.decode()
    assert [code for code in codes if code not in text] == []


def test_picture_is_part_of_the_page(client, user):
    sign_in(client, user.username)
    picture = page_of(client.get(SET_UP)).select_one("svg.qr")
    assert picture["role"] == "img"
    assert b"data:image" not in client.get(SET_UP).content
    assert b" style=" not in client.get(SET_UP).content


@pytest.mark.parametrize("code", ["", "000000", "abc", "1" * 500, "\x00", "12 34"])
def test_wrong_code_sets_nothing_up(client, user, code):
    sign_in(client, user.username)
    client.get(SET_UP)
    answer = client.post(SET_UP, {"code": code})
    assert (answer.status_code, len(errors(answer))) == (200, 1)
    assert not Authenticator.objects.exists()


def test_setting_up_later_asks_for_the_password(client, user):
    client.force_login(user)
    answer = client.get(SET_UP)
    assert answer["Location"].startswith("/konto/bestaetigen/")
    answer = client.post(answer["Location"], {"password": "long-enough-for-tests"})
    assert answer["Location"] == SET_UP
    assert client.get(SET_UP).status_code == 200


# signing in with it


@pytest.fixture
def codes(user) -> list[str]:
    return with_second_factor(user)


def test_password_alone_is_not_enough(client, user, codes):
    assert sign_in(client, user.username)["Location"] == CODE
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
    assert client.get(CODE).status_code == 200
    answer = client.post(CODE, {"code": totp_code()})
    assert (answer["Location"], is_signed_in(client)) == ("/admin/", True)


def test_next_survives_the_code(client, user, codes):
    sign_in(client, user.username, next="/matrix/")
    assert client.post(CODE, {"code": totp_code()})["Location"] == "/matrix/"


def test_clock_may_be_half_a_minute_wrong(client, user, codes):
    sign_in(client, user.username)
    client.post(CODE, {"code": totp_code(periods=-1)})
    assert is_signed_in(client)


@pytest.mark.parametrize("periods", [-3, 3])
def test_old_code_is_wrong(client, user, codes, periods):
    sign_in(client, user.username)
    assert errors(client.post(CODE, {"code": totp_code(periods=periods)})) == WRONG


@pytest.mark.parametrize("code", ["000000", "x", "\x00", "9" * 3000])
def test_wrong_code_signs_nobody_in(client, user, codes, code):
    sign_in(client, user.username)
    answer = client.post(CODE, {"code": code})
    assert (answer.status_code, len(errors(answer))) == (200, 1)
    assert not is_signed_in(client)


def test_code_without_a_field_is_no_crash(client, user, codes):
    sign_in(client, user.username)
    assert client.post(CODE, {}).status_code == 200


def test_code_page_without_a_password_leads_back(client, user, codes):
    assert client.get(CODE)["Location"] == "/konto/anmelden/"
    assert client.post(CODE, {"code": totp_code()})["Location"] == "/konto/anmelden/"


def test_code_works_once(client, user, codes):
    code = totp_code()
    for browser, signed_in in [(client, True), (Client(), False)]:
        sign_in(browser, user.username)
        browser.post(CODE, {"code": code})
        assert is_signed_in(browser) is signed_in


def test_recovery_code_works_once(client, user, codes):
    for browser, signed_in in [(client, True), (Client(), False)]:
        sign_in(browser, user.username)
        browser.post(CODE, {"code": codes[0]})
        assert is_signed_in(browser) is signed_in


def test_five_wrong_codes_stop_the_account(client, user, codes):
    sign_in(client, user.username)
    for _ in range(5):
        assert errors(client.post(CODE, {"code": "000000"})) == WRONG
    [said] = errors(client.post(CODE, {"code": totp_code()}))
    assert said.endswith(
        "Das war zu oft. Bitte warten Sie fünf Minuten und versuchen Sie es dann noch einmal."
    )
    failures = AuditEntry.objects.filter(action=AuditEntry.Action.LOGIN_FAILED)
    assert {f.about for f in failures} == {"demo-person: Code"}


def test_switching_off_takes_the_recovery_codes_along(client, user, codes):
    sign_in(client, user.username)
    client.post(CODE, {"code": totp_code()})
    off = "/konto/zweiter-faktor/abschalten/"
    assert client.get(off).status_code == 200
    assert Authenticator.objects.count() == 2
    assert client.post(off)["Location"] == "/konto/"
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_replace_the_old(client, user, codes):
    sign_in(client, user.username)
    client.post(CODE, {"code": totp_code()})
    client.post("/konto/ersatzcodes/neu/")
    shown = page_of(client.get("/konto/ersatzcodes/")).select(".codes code")
    assert set(codes) & {code.text for code in shown} == set()
