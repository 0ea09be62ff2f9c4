"""Who must have a second factor, and who helps when it is lost."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from clusters.actions.accounts import AccountNotAllowedError, reset_second_factor
from clusters.models import OutgoingMail
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.reading import page_of

from .conftest import sign_in, totp_code, with_second_factor
from .second_factor import CODE, SET_UP, log, set_up

# required


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def superuser(**values):
    return UserFactory(is_superuser=True, **values)


POWER = [OfficeFactory, ReviewerFactory, CoordinatorFactory, superuser]


@pytest.mark.parametrize("factory", POWER)
@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/clusters/cluster/", "/pruefung/", "/", "/en/cluster/"]
)
def test_power_needs_a_second_factor_before_any_page(
    client, db, required, factory, path
):
    sign_in(client, factory(username="macht").username)
    answer = client.get(path)
    language = "/en" if path.startswith("/en/") else ""
    assert (answer.status_code, answer["Location"]) == (302, f"{language}{SET_UP}")


@pytest.mark.parametrize("factory", POWER)
def test_power_with_a_second_factor_goes_on(client, db, required, factory):
    sign_in(client, factory(username="macht").username)
    assert client.get("/admin/", follow=True).redirect_chain == [(SET_UP, 302)]
    set_up(client)
    assert client.get("/admin/").status_code == 200


def test_no_write_goes_past_the_duty(client, db, required):
    account, cluster = OfficeFactory(), ClusterFactory()
    client.force_login(account)
    data = {"action": "archive_entries", "_selected_action": [cluster.pk]}
    answer = client.post("/admin/clusters/cluster/", data)
    cluster.refresh_from_db()
    assert (answer["Location"], cluster.state) == (SET_UP, "published")


def test_managers_may_do_without(client, user, required):
    ClusterFactory(managers=[user])
    sign_in(client, user.username)
    assert client.get("/admin/").status_code == 200


def test_who_is_led_to_it_can_sign_out(client, db, required):
    client.force_login(OfficeFactory())
    assert client.post("/konto/abmelden/")["Location"] == "/"
    assert client.get("/").status_code == 200


def test_switching_off_leads_back_to_setting_up(client, db, required):
    account = OfficeFactory(username="macht")
    with_second_factor(account)
    sign_in(client, "macht")
    client.post(CODE, {"code": totp_code()})
    client.post("/konto/zweiter-faktor/abschalten/")
    assert client.get("/admin/")["Location"] == SET_UP


def test_public_pages_ask_nothing_of_visitors(
    client, db, required, django_assert_num_queries
):
    answer = client.get("/")
    assert (answer.status_code, answer.cookies.output()) == (200, "")
    assert "Cookie" not in answer.get("Vary", "")


# lost


def lost(**values):
    account = UserFactory(**values)
    with_second_factor(account)
    return account


def in_group(factory):
    account = factory()
    with_second_factor(account)
    return account


def test_office_helps_managers_only(db):
    office, manager = OfficeFactory(), lost(email="m@example.org")
    reset_second_factor(manager, by=office)
    assert not Authenticator.objects.filter(user=manager).exists()
    assert log() == [f"{manager.username}: zurückgesetzt"]
    assert OutgoingMail.objects.get().to == "m@example.org"
    for account in [
        in_group(OfficeFactory),
        in_group(ReviewerFactory),
        lost(is_superuser=True),
    ]:
        with pytest.raises(AccountNotAllowedError):
            reset_second_factor(account, by=office)
        assert Authenticator.objects.filter(user=account).count() == 2


@pytest.mark.parametrize("factory", [UserFactory, ReviewerFactory, CoordinatorFactory])
def test_others_help_nobody(db, factory):
    with pytest.raises(AccountNotAllowedError):
        reset_second_factor(lost(), by=factory())


def test_superuser_helps_everybody(db):
    for account in [in_group(OfficeFactory), in_group(CoordinatorFactory), lost()]:
        reset_second_factor(account, by=superuser())
    assert not Authenticator.objects.exists()


def test_admin_action_says_whom_it_refused(client, db):
    manager, reviewer = lost(username="a"), in_group(ReviewerFactory)
    client.force_login(OfficeFactory())
    data = {
        "action": "take_second_factor",
        "_selected_action": [manager.pk, reviewer.pk],
    }
    answer = client.post("/admin/auth/user/", data, follow=True)
    said = [m.text for m in page_of(answer).select(".messagelist li")]
    assert said == [
        "Zweiter Faktor zurückgesetzt: 1.",
        f"Das darf nur ein Superuser bei: {reviewer.username}.",
    ]
    assert list(Authenticator.objects.values_list("user", flat=True).distinct()) == [
        reviewer.pk
    ]


def test_command_helps_the_only_superuser(db):
    root = lost(username="root", is_superuser=True)
    call_command("reset_second_factor", "root", stdout=StringIO())
    assert not Authenticator.objects.filter(user=root).exists()
    assert log() == ["root: zurückgesetzt"]


@pytest.mark.parametrize("name", ["", "nobody", "\x00", "x" * 999])
def test_command_says_that_there_is_no_such_account(db, name):
    with pytest.raises(CommandError, match="There is no account named"):
        call_command("reset_second_factor", name, stdout=StringIO())
