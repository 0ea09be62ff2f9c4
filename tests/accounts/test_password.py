"""New passwords and addresses: by mail, without telling who has an account."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from clusters.models import AuditEntry, OutgoingMail
from tests.factories import UserFactory
from tests.reading import page_of

from .conftest import PASSWORD, is_signed_in, sign_in, totp_code, with_second_factor

RESET = "/konto/passwort/vergessen/"
FRESH = {"password1": "another-Secret-77", "password2": "another-Secret-77"}


def ask(client, email):
    return client.post(RESET, {"email": email})


def path_in(mail) -> str:
    return re.search(r"https?://[^/]+(/\S+)", mail.body)[1]


def main_of(answer) -> str:
    text = page_of(answer).main.decode()
    return re.sub(r'value="[^"]{20,}"', "", text)


def test_answer_is_the_same_for_everybody(client, user):
    answers = [ask(Client(), e) for e in ("person@example.org", "nobody@example.org")]
    assert {(a.status_code, a["Location"]) for a in answers} == {
        (302, f"{RESET}gesendet/")
    }
    assert len({main_of(client.get(a["Location"])) for a in answers}) == 1


def test_only_an_account_gets_a_mail(client, user, mailoutbox):
    ask(client, "nobody@example.org")
    assert (len(mailoutbox), OutgoingMail.objects.count()) == (0, 0)
    ask(client, "Person@Example.org")
    [mail] = mailoutbox
    # as the account names it, not as it was typed
    assert mail.to == ["person@example.org"]
    assert mail.subject == "Neues Passwort für ClusterAllianz.NRW"


def test_mail_is_sent_after_the_answer(client, user, monkeypatch):
    """Else a mail server that is slow would tell who has an account."""
    sent = []
    monkeypatch.setattr("clusterallianz.accounts.views.send_now", sent.append)
    ask(client, "person@example.org")
    assert sent == [OutgoingMail.objects.get().pk]
    assert OutgoingMail.objects.get().sent_at is None


def test_asking_again_and_again_sends_one_mail(client, user, mailoutbox):
    for _ in range(4):
        assert ask(client, "person@example.org").status_code == 302
    assert len(mailoutbox) == 1


def test_nobody_can_keep_a_person_from_asking(client, user, mailoutbox):
    for _ in range(25):
        ask(client, "person@example.org")
    assert ask(client, "person@example.org").status_code == 429
    data = {"email": "person@example.org"}
    other = Client().post(RESET, data, REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 302


def test_closed_account_gets_no_mail(client, user, mailoutbox):
    get_user_model().objects.update(is_active=False)
    ask(client, "person@example.org")
    assert mailoutbox == []


@pytest.mark.parametrize(
    "email", ["", "x", "a\x00@example.org", "x" * 500 + "@example.org"]
)
def test_bad_address_is_refused_with_words(client, user, email):
    answer = ask(client, email)
    assert answer.status_code == 200
    assert page_of(answer).select(".error-summary li") != []


def test_link_gives_a_new_password_once(client, user, mailoutbox):
    """The second mail waits for the end of a transaction, which no test has."""
    ask(client, "person@example.org")
    path = path_in(mailoutbox[0])
    form = client.get(path, follow=True)
    address = form.redirect_chain[-1][0]
    assert address.endswith("set-password/")
    answer = client.post(address, FRESH)
    assert (answer["Location"], is_signed_in(client)) == ("/admin/", True)
    assert sign_in(Client(), user.username).status_code == 200
    again = page_of(Client().get(path))
    assert again.h1.text == "Dieser Link gilt nicht mehr"
    entry = AuditEntry.objects.filter(action=AuditEntry.Action.PASSWORD).get()
    assert entry.about == "demo-person: neu per E-Mail"
    assert "Ihr Passwort wurde geändert." in OutgoingMail.objects.latest("pk").body


def test_opening_the_link_changes_nothing(client, user, mailoutbox):
    ask(client, "person@example.org")
    client.get(path_in(mailoutbox[0]), follow=True)
    assert sign_in(Client(), user.username).status_code == 302


def test_reset_does_not_go_past_the_second_factor(client, user, mailoutbox):
    with_second_factor(user)
    ask(client, "person@example.org")
    form = client.get(path_in(mailoutbox[0]), follow=True)
    answer = client.post(form.redirect_chain[-1][0], FRESH)
    assert (answer["Location"], is_signed_in(client)) == ("/konto/code/", False)
    client.post("/konto/code/", {"code": totp_code()})
    assert is_signed_in(client)


def test_reset_ends_a_block(client, user, mailoutbox):
    for _ in range(5):
        sign_in(client, user.username, "wrong")
    ask(client, "person@example.org")
    form = client.get(path_in(mailoutbox[0]), follow=True)
    assert client.post(form.redirect_chain[-1][0], FRESH).status_code == 302
    assert sign_in(Client(), user.username, FRESH["password1"]).status_code == 302


@pytest.mark.parametrize(
    "rest", ["1-x", "zz-cabc-defg", "0-0", "1-set-password", "x" * 13 + "-y"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_made_up_link_explains_itself(client, user, rest, method):
    answer = getattr(client, method)(f"/konto/passwort/neu/{rest}/", FRESH)
    assert answer.status_code == 200
    assert page_of(answer).h1.text == "Dieser Link gilt nicht mehr"


@pytest.mark.parametrize("weak", ["short", "12345678901", "demo-person"])
def test_new_password_is_checked(client, user, weak, mailoutbox):
    ask(client, "person@example.org")
    form = client.get(path_in(mailoutbox[0]), follow=True)
    data = {"password1": weak, "password2": weak}
    answer = client.post(form.redirect_chain[-1][0], data)
    assert page_of(answer).select(".error-summary li") != []
    assert sign_in(Client(), user.username).status_code == 302


# changing it


def test_password_is_changed_and_told(client, user):
    sign_in(client, user.username)
    answer = client.post("/konto/passwort/", {"oldpassword": PASSWORD} | FRESH)
    assert (answer["Location"], is_signed_in(client)) == ("/konto/", True)
    assert sign_in(Client(), user.username, FRESH["password1"]).status_code == 302
    assert OutgoingMail.objects.get().kind == "account-notice"
    assert AuditEntry.objects.filter(action=AuditEntry.Action.PASSWORD).count() == 1


def test_changing_needs_the_old_password(client, user):
    sign_in(client, user.username)
    answer = client.post("/konto/passwort/", {"oldpassword": "wrong"} | FRESH)
    [said] = page_of(answer).select(".error-summary li")
    assert said.text.endswith("Das ist nicht Ihr jetziges Passwort.")


def test_changing_signs_other_browsers_out(client, user):
    other = Client()
    sign_in(other, user.username)
    sign_in(client, user.username)
    client.post("/konto/passwort/", {"oldpassword": PASSWORD} | FRESH)
    assert other.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200


# the address


def test_new_address_counts_when_it_is_confirmed(client, user, mailoutbox):
    sign_in(client, user.username)
    client.post("/konto/e-mail/", {"email": "neu@example.org", "action_add": ""})
    user.refresh_from_db()
    mail = OutgoingMail.objects.get()
    assert (user.email, mail.to) == ("person@example.org", "neu@example.org")
    path = path_in(mail)
    assert client.get(path).status_code == 200
    user.refresh_from_db()
    assert user.email == "person@example.org"
    client.post(path)
    user.refresh_from_db()
    assert user.email == "neu@example.org"
    # the old mailbox hears of it, and has no power any more
    assert OutgoingMail.objects.latest("pk").to == "person@example.org"
    ask(Client(), "person@example.org")
    assert mailoutbox == []
    entry = AuditEntry.objects.get(action=AuditEntry.Action.ACCOUNT)
    assert entry.about == "demo-person: E-Mail"


@pytest.mark.parametrize("action", ["action_send", "action_remove"])
def test_waiting_address_is_sent_again_or_given_up(client, user, action):
    sign_in(client, user.username)
    client.post("/konto/e-mail/", {"email": "neu@example.org", "action_add": ""})
    client.post("/konto/e-mail/", {"email": "neu@example.org", action: ""})
    shown = page_of(client.get("/konto/e-mail/")).select(".notice form")
    assert len(shown) == (action == "action_send")
    user.refresh_from_db()
    assert user.email == "person@example.org"


@pytest.mark.parametrize("email", ["ANDERE@example.org", "person@example.org", "x", ""])
def test_address_that_is_taken_is_refused(client, user, email):
    UserFactory(email="andere@example.org")
    sign_in(client, user.username)
    data = {"email": email, "action_add": ""}
    answer = client.post("/konto/e-mail/", data)
    assert answer.status_code == 200
    assert len(page_of(answer).select(".error-summary li")) == 1
    assert not OutgoingMail.objects.exists()
    user.refresh_from_db()
    assert user.email == "person@example.org"


@pytest.mark.parametrize("key", ["x", "a:b:c", "1" * 500, "ä"])
def test_made_up_confirmation_explains_itself(client, user, key):
    answer = client.get(f"/konto/e-mail/{key}/")
    assert answer.status_code in (200, 404)
    assert client.post(f"/konto/e-mail/{key}/").status_code in (200, 404)


def test_old_address_loses_its_power_when_the_office_changes_it(
    admin_client, client, user, mailoutbox
):
    sign_in(client, user.username)
    client.get("/konto/e-mail/")
    url = f"/admin/auth/user/{user.pk}/change/"
    data = {
        "username": user.username,
        "email": "neu@example.org",
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "10:00",
    }
    assert admin_client.post(url, data).status_code == 302
    ask(Client(), "person@example.org")
    assert mailoutbox == []
