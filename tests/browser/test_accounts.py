"""Signing in with a second factor, and taking an entry over, in a real browser."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import get_user_model

from clusterallianz.management.commands.make_demo_accounts import PASSWORD
from clusters.actions import invitations
from clusters.models import Cluster

from .conftest import sign_in
from .test_accessibility import VIEWS, findings, is_wider_than_the_window

pytestmark = pytest.mark.browser


def code_of(key: str) -> str:
    return format_hotp_value(hotp_value(key, int(time.time()) // 30))


def look_at(page) -> list[str]:
    wide = [f"{page.url} is too wide"] if is_wider_than_the_window(page) else []
    return findings(page) + wide


def test_office_sets_its_second_factor_up_and_uses_it(open_page, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    page = open_page(**VIEWS["phone"])
    page.goto("/admin/")
    found = look_at(page)
    page.get_by_label("Benutzername").fill("demo-geschaeftsstelle@example.org")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("heading", name="Zweiten Faktor einrichten").wait_for()
    found += look_at(page)
    key = page.locator(".key code").inner_text()
    page.get_by_label("sechs Ziffern").fill(code_of(key))
    page.get_by_role("button", name="Einschalten").click()
    page.get_by_role("heading", name="Ersatzcodes").wait_for()
    found += look_at(page)
    recovery = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="Zur Verwaltung").click()
    page.wait_for_url("**/admin/")
    page.get_by_role("link", name="Ihr Konto").click()
    found += look_at(page)
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url(lambda url: url.endswith("/"))

    page.goto("/konto/anmelden/")
    page.get_by_label("Benutzername").fill("demo-geschaeftsstelle")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_label("Code der App").fill(recovery)
    found += look_at(page)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/admin/")
    assert found == []


@pytest.mark.parametrize("view", VIEWS)
def test_pages_of_an_account_have_no_findings(open_page, view):
    page = open_page(**VIEWS[view])
    found = []
    for path in ("anmelden/", "passwort/vergessen/", "passwort/vergessen/gesendet/"):
        page.goto(f"/konto/{path}")
        found += look_at(page)
    page.goto("/konto/anmelden/")
    page.get_by_label("Passwort").fill("x")
    page.get_by_label("Benutzername").fill("nobody")
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("alert").wait_for()
    found += look_at(page)
    sign_in(page)
    for path in ("", "e-mail/", "passwort/", "zweiter-faktor/einrichten/", "abmelden/"):
        page.goto(f"/konto/{path}")
        found += look_at(page)
    assert found == []


@pytest.fixture
def invitation(site):
    cluster = Cluster.objects.get(slug="automotiveland-nrw")
    manager = get_user_model().objects.get(username="demo-manager")
    return invitations.invite(
        cluster, "nachfolge@example.org", by=manager, replaces_inviter=True
    )


@pytest.mark.parametrize("view", VIEWS)
def test_page_of_the_managers_has_no_findings(open_page, invitation, view):
    page = open_page(**VIEWS[view])
    sign_in(page)
    page.get_by_role("link", name="Prüfen und bestätigen").first.click()
    page.get_by_role("link", name="Verantwortliche").click()
    page.get_by_text("nachfolge@example.org").wait_for()
    assert look_at(page) == []


@pytest.mark.parametrize("view", VIEWS)
def test_successor_takes_over_without_javascript(open_page, invitation, view):
    page = open_page(**VIEWS[view], java_script_enabled=False)
    page.goto(f"/einladung/{invitations.token_of(invitation)}/")
    page.get_by_label("Benutzername").fill("cluster-buero")
    page.get_by_label("Passwort", exact=True).fill("a-long-Secret-77")
    page.get_by_label("Das Passwort noch einmal").fill("a-long-Secret-77")
    page.get_by_role("button", name="Konto anlegen und annehmen").click()
    page.get_by_text("Willkommen. Sie pflegen ab jetzt").wait_for()
    names = invitation.cluster.managements.values_list("user__username", flat=True)
    assert list(names) == ["cluster-buero"]


def test_invitation_has_no_findings(open_page, invitation):
    for view in VIEWS.values():
        page = open_page(**view)
        page.goto(f"/einladung/{invitations.token_of(invitation)}/")
        assert look_at(page) == []
