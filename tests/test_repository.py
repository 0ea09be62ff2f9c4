"""What holds for the repository as a whole: settings, documents, data, catalogue."""

import re
import subprocess
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import Model

from clusters.models import (
    Cluster,
    ClusterDriver,
    Driver,
    Edition,
    InnovationField,
    Region,
    ServiceOffer,
    ServiceType,
    Source,
    Topic,
)
from impulses.models import Impulse, ImpulseSource

ROOT = Path(settings.BASE_DIR)
OPERATIONS = ROOT / "docs" / "operations.md"
PACKAGES = ["clusterallianz", "clusters", "impulses"]
TOP_LEVEL = {
    *["dev.py", "manage.py", "pyproject.toml", "requirements.lock"],
    *["requirements-dev.lock", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"],
    *[".env.example", ".ci", ".gitignore", ".gitattributes"],
    *[*PACKAGES, "templates", "fixtures", "tests", "bench", "docs"],
}


def environment_variables() -> list[str]:
    text = (ROOT / "clusterallianz" / "settings.py").read_text(encoding="utf-8")
    return sorted(set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text)))


def own_commands() -> list[str]:
    files = ROOT.glob("*/management/commands/[a-z]*.py")
    return sorted(path.stem for path in files if path.parts[-4] in PACKAGES)


def own_models() -> list[type[Model]]:
    """The models of the directory, without the tables of their histories."""
    labels = ("clusters", "impulses")
    models = [m for label in labels for m in apps.get_app_config(label).get_models()]
    return [m for m in models if not m.__name__.startswith("Historical")]


def test_settings_are_read_from_the_environment():
    assert "DATABASE_URL" in environment_variables()
    assert "SECRET_KEY" in environment_variables()


@pytest.mark.parametrize("path", [ROOT / ".env.example", OPERATIONS], ids=str)
def test_every_environment_variable_is_explained(path):
    text = path.read_text(encoding="utf-8")
    missing = [n for n in environment_variables() if not re.search(rf"\b{n}\b", text)]
    assert missing == []


def test_every_command_is_explained():
    text = OPERATIONS.read_text(encoding="utf-8")
    assert [name for name in own_commands() if name not in text] == []


def test_top_level_holds_the_names_of_the_layout_only():
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    if not names:
        pytest.skip("not a git checkout")
    assert {name.split("/")[0] for name in names} - TOP_LEVEL == set()


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_catalogue_is_complete():
    call_command("update_catalogue", check=True, stdout=StringIO())


def snapshot() -> dict[str, list[dict]]:
    """All rows of the directory, by the name of their model."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in own_models()
        # it says that something may have changed
        if model is not Edition
    }


@pytest.mark.usefixtures("seed")
def test_loading_the_fixtures_twice_changes_nothing():
    before = snapshot()
    links = Impulse.drivers.through.objects.count()
    call_command("load_directory", force=True, verbosity=0, stdout=StringIO())
    after = snapshot()
    assert {n: len(r) for n, r in after.items()} == {
        n: len(r) for n, r in before.items()
    }
    assert [name for name, rows in after.items() if rows != before[name]] == []
    assert Impulse.drivers.through.objects.count() == links


@pytest.mark.usefixtures("seed")
def test_every_object_of_the_fixtures_is_valid():
    for model in own_models():
        for row in model.objects.all():
            row.full_clean()


@pytest.mark.usefixtures("seed")
def test_fixtures_hold_the_whole_directory():
    least = {Cluster: 20, Impulse: 32}
    exact = {Driver: 4, ServiceType: 12, InnovationField: 7, Region: 9}
    assert [m for m, n in least.items() if m.objects.count() < n] == []
    assert {m: m.objects.count() for m in exact} == exact


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("model", [ServiceOffer, ClusterDriver, Source, ImpulseSource])
def test_every_fact_of_the_fixtures_has_a_source(model):
    assert model.objects.exists()
    assert list(model.objects.filter(source_url="")) == []


@pytest.mark.usefixtures("seed")
def test_every_entry_of_the_fixtures_has_a_source():
    assert list(Cluster.objects.filter(sources__isnull=True)) == []
    assert list(Impulse.objects.filter(sources__isnull=True)) == []


@pytest.mark.usefixtures("seed")
def test_no_two_topics_differ_by_case_only():
    names = Counter(
        name.casefold() for name in Topic.objects.values_list("name", flat=True)
    )
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.usefixtures("seed")
def test_fixtures_confirm_nothing_in_the_name_of_others():
    assert list(Cluster.objects.filter(confirmed_on__isnull=False)) == []
    assert list(Impulse.objects.exclude(answer="offen")) == []


@pytest.mark.usefixtures("seed")
def test_fixtures_translate_every_public_text():
    untranslated = [
        f"{row.natural_key()}: {field.name}"
        for model in own_models()
        for row in model.objects.all()
        for field in model._meta.concrete_fields
        if field.name.endswith("_de")
        if getattr(row, field.name)
        and not getattr(row, f"{field.name.removesuffix('_de')}_en")
    ]
    # easy language is a German page by nature
    assert untranslated == ["('leichte-sprache',): body_de"]
