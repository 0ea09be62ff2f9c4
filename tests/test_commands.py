"""The commands of the project: repeatable, quiet, and clear about what is wrong."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from clusterallianz.management.commands import serve_demo
from clusterallianz.management.commands.make_demo_accounts import ACCOUNTS, PASSWORD
from clusters.models import Cluster
from clusters.roles import GROUP_PERMISSIONS, OFFICE
from tests.factories import ClusterFactory

DRIVER = """[{"model": "clusters.driver", "fields":
{"slug": "dekarbonisierung", "name_de": "D", "name_en": "D"}}]"""


@pytest.fixture
def fixtures(settings, tmp_path):
    folder = tmp_path / "fixtures"
    folder.mkdir()
    settings.FIXTURE_DIRS = [folder]
    return folder


def run(name, **options):
    output = StringIO()
    call_command(name, stdout=output, **options)
    return output.getvalue().splitlines()


def test_make_roles_is_exact_and_repeatable(db):
    run("make_roles")
    office = Group.objects.get(name=OFFICE)
    office.permissions.add(Permission.objects.get(codename="delete_user"))
    run("make_roles")
    found = {
        f"{p.content_type.app_label}.{p.codename}" for p in office.permissions.all()
    }
    assert found == set(GROUP_PERMISSIONS[OFFICE])
    assert set(Group.objects.values_list("name", flat=True)) == set(GROUP_PERMISSIONS)


def test_demo_accounts_are_made_once_and_kept(db, settings):
    settings.DEBUG = True
    cluster = ClusterFactory(slug="automotiveland-nrw")
    assert run("make_demo_accounts")[0].startswith(f"{len(ACCOUNTS)} ")
    manager = get_user_model().objects.get(username="demo-manager")
    assert list(manager.managed_clusters.all()) == [cluster]
    assert (manager.is_staff, manager.check_password(PASSWORD)) == (True, True)
    manager.set_password("my-own-secret")
    manager.save()
    assert run("make_demo_accounts")[0].startswith("0 ")
    manager.refresh_from_db()
    assert manager.check_password("my-own-secret")


@pytest.mark.parametrize("name", ["make_demo_accounts", "serve_demo"])
def test_demo_needs_debug(db, settings, name):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command(name)
    assert not get_user_model().objects.exists()


def test_load_directory_says_what_it_loads(db, fixtures):
    (fixtures / "01_terms.json").write_text(DRIVER)
    (fixtures / "02_more.json").write_text(DRIVER.replace("dekarb", "deglob"))
    assert run("load_directory")[:2] == [
        "  01_terms.json: 1 objects",
        "  02_more.json: 1 objects",
    ]


def test_load_directory_keeps_entries(db, fixtures):
    ClusterFactory(short_name="Kept")
    (fixtures / "01_terms.json").write_text(DRIVER)
    assert len(run("load_directory")) == 1
    assert run("load_directory", force=True)[0] == "  01_terms.json: 1 objects"
    assert Cluster.objects.get().short_name == "Kept"


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        '[{"model": "clusters.unknown", "fields": {}}]',
        '[{"model": "clusters.location", "fields": {"cluster": ["x"], "place": ["y"]}}]',
    ],
)
def test_load_directory_names_the_broken_file(db, fixtures, text):
    (fixtures / "01_terms.json").write_text(DRIVER)
    (fixtures / "02_broken.json").write_text(text)
    with pytest.raises(CommandError, match=r"02_broken\.json"):
        run("load_directory")


@pytest.fixture
def served(settings, monkeypatch):
    """The addresses at which a server would have been started."""
    settings.DEBUG = True
    addresses = []

    def start(name, *args, **options):
        if name == "runserver":
            addresses.append(args[0])
        else:
            call_command(name, *args, **options)

    monkeypatch.setattr(serve_demo, "call_command", start)
    monkeypatch.setenv("DJANGO_RUNSERVER_HIDE_WARNING", "true")
    return addresses


def test_serve_demo_greets_and_serves(db, fixtures, served):
    lines = run("serve_demo", port="8123")
    assert served == ["127.0.0.1:8123"]
    text = "\n".join(lines)
    expected = ["http://127.0.0.1:8123/admin/", *(a.username for a in ACCOUNTS)]
    assert [part for part in expected if part not in text] == []


def test_serve_demo_explains_a_broken_database(db, served, monkeypatch):
    def fail(command):
        raise OperationalError("no such server")

    monkeypatch.setattr(serve_demo.Command, "prepare", fail)
    with pytest.raises(CommandError, match="no such server"):
        run("serve_demo")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123"),
        ("0.0.0.0", "http://127.0.0.1:8123"),
        ("::1", "http://[::1]:8123"),
    ],
)
def test_links_of_the_demo_lead_to_the_demo(
    db, fixtures, served, settings, monkeypatch, host, expected
):
    monkeypatch.delenv("SITE_URL", raising=False)
    lines = run("serve_demo", host=host, port="8123")
    assert expected == settings.SITE_URL
    assert f"{expected}/demo/post/" in "\n".join(lines)


def test_given_address_of_the_demo_is_kept(db, fixtures, served, settings, monkeypatch):
    settings.SITE_URL = "https://demo.example.org"
    monkeypatch.setenv("SITE_URL", settings.SITE_URL)
    run("serve_demo", port="8123")
    assert settings.SITE_URL == "https://demo.example.org"
