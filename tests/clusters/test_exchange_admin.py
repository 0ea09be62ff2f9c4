"""The office's page for tables, and the commands that do the same."""

from io import StringIO

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError

from clusters.admin import exchange
from clusters.exchange.files import MAX_BYTES, read_table
from clusters.models import AuditEntry, Cluster
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.reading import page_of

PAGE = "/admin/clusters/cluster/tables/"
EXPORT, IMPORT = f"{PAGE}export/", f"{PAGE}import/"
CONFIRM = f"{IMPORT}confirm/"
pytestmark = pytest.mark.django_db


def upload(client, text, name="liste.csv"):
    content = text.encode() if isinstance(text, str) else text
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def seen_in(response):
    return page_of(response, 200).select_one("input[name=seen]")["value"]


@pytest.fixture
def cluster(db):
    return ClusterFactory(slug="a", short_name="Alt", members_count=10)


def test_page_leads_from_the_list(as_office):
    page = page_of(as_office.get("/admin/clusters/cluster/"), 200)
    assert [a["href"] for a in page.select(".object-tools a")].count(PAGE) == 1
    assert len(page_of(as_office.get(PAGE), 200).select("h1")) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["cluster", "standorte", "ansprechpersonen"])
def test_office_downloads_each_table(as_office, cluster, name, kind):
    response = as_office.post(EXPORT, {"table": name, "file_format": kind})
    assert response.status_code == 200
    assert f'filename="{name}-' in response.headers["Content-Disposition"]
    assert "no-store" in response.headers["Cache-Control"]
    assert len(read_table(response.content).rows) == (1 if name == "cluster" else 0)
    assert AuditEntry.objects.get(action="export").about == f"{name}.{kind}"


@pytest.mark.parametrize(
    "data", [{}, {"table": "x", "file_format": "csv"}, {"table": "cluster"}]
)
def test_unknown_download_is_said(as_office, data):
    page = page_of(as_office.post(EXPORT, data), 200)
    assert len(page.select(".field.wrong")) >= 1


def test_changes_are_seen_and_then_imported(as_office, cluster):
    answer = upload(as_office, "kuerzel;kurzname;mitglieder\na;Neu;12\n")
    page = page_of(answer, 200)
    rows = [[c.text for c in r.select("td")] for r in page.select(".changed tbody tr")]
    assert rows == [["Alt", "Neu"], ["10", "12"]]
    assert [
        [c.name for c in r.select("del, ins")] for r in page.select("tbody tr")
    ] == [
        ["del", "ins"],
        ["del", "ins"],
    ]
    assert page.select("[style]") == []
    cluster.refresh_from_db()
    assert cluster.short_name == "Alt"
    answer = as_office.post(CONFIRM, {"seen": seen_in(answer)}, follow=True)
    assert [str(m) for m in answer.context["messages"]] == ["1 Zeile wurde übernommen."]
    cluster.refresh_from_db()
    assert (cluster.short_name, cluster.members_count) == ("Neu", 12)
    entry = cluster.history.first()
    assert entry.history_change_reason == "Import: liste.csv"
    assert entry.history_user.groups.get().name == "Geschäftsstelle"


def test_wrong_rows_are_listed_and_cannot_be_confirmed(as_office, cluster):
    page = page_of(upload(as_office, "kuerzel;mitglieder\na;viele\n"), 200)
    assert [
        [cell.text for cell in row.select("th, td")]
        for row in page.select(".problems tbody tr")
    ] == [["2", "mitglieder", "„viele“ ist keine Zahl"]]
    assert page.select("input[name=seen]") == []


def test_nothing_to_change_is_said(as_office, cluster):
    page = page_of(upload(as_office, "kuerzel;kurzname\na;Alt\n"), 200)
    assert page.select_one("#content h2").text == "0 Änderungen"
    assert page.select("input[name=seen]") == []


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("", "Die übertragene Datei ist leer."),
        ("hallo\n", "Die erste Zeile muss die Spalten nennen; „kuerzel“ fehlt."),
        (b"\x00\x01", "Das ist weder eine CSV- noch eine XLSX-Datei."),
        (b"x" * (MAX_BYTES + 1), "Die Datei ist größer als 2 MB."),
    ],
)
def test_wrong_file_is_explained(as_office, content, text):
    page = page_of(upload(as_office, content), 200)
    assert [e.text for e in page.select(".errors")] == [text]


def test_missing_file_is_explained(as_office):
    assert len(page_of(as_office.post(IMPORT), 200).select(".errors")) == 1


def test_markup_in_a_file_is_shown_as_text(as_office, cluster):
    page = page_of(
        upload(as_office, "kuerzel;kurzname\na;<script>1</script>\n", "<b>.csv"), 200
    )
    assert page.select("#content script, #content b") == []
    assert [ins.text for ins in page.select("ins")] == ["<script>1</script>"]


def test_what_has_changed_meanwhile_is_shown_again(as_office, cluster):
    seen = seen_in(upload(as_office, "kuerzel;kurzname\na;Neu\n"))
    Cluster.objects.update(short_name="Inzwischen")
    page = page_of(as_office.post(CONFIRM, {"seen": seen}), 200)
    assert [cell.text for cell in page.select(".changed td")] == ["Inzwischen", "Neu"]
    cluster.refresh_from_db()
    assert cluster.short_name == "Inzwischen"


def test_list_of_somebody_else_is_shown_again(as_office, client, cluster):
    seen = seen_in(upload(as_office, "kuerzel;kurzname\na;Neu\n"))
    client.force_login(OfficeFactory())
    client.post(CONFIRM, {"seen": seen})
    cluster.refresh_from_db()
    assert cluster.short_name == "Alt"


@pytest.mark.parametrize("change", [lambda seen: "", lambda seen: seen[:-2] + "xx"])
def test_forged_list_is_refused(as_office, cluster, change):
    seen = seen_in(upload(as_office, "kuerzel;kurzname\na;Neu\n"))
    answer = as_office.post(CONFIRM, {"seen": change(seen)}, follow=True)
    [text] = [str(message) for message in answer.context["messages"]]
    assert text.startswith("Die Liste der Änderungen ist zu alt")
    cluster.refresh_from_db()
    assert cluster.short_name == "Alt"


def test_old_list_is_refused(as_office, cluster, monkeypatch):
    seen = seen_in(upload(as_office, "kuerzel;kurzname\na;Neu\n"))
    monkeypatch.setattr(exchange, "MAX_AGE", -1)
    assert as_office.post(CONFIRM, {"seen": seen}).status_code == 302
    with pytest.raises(signing.SignatureExpired):
        signing.loads(seen, salt=exchange.SALT, max_age=-1)
    cluster.refresh_from_db()
    assert cluster.short_name == "Alt"


# who may


@pytest.mark.parametrize("path", [PAGE, EXPORT, IMPORT, CONFIRM])
@pytest.mark.parametrize("factory", [UserFactory, ReviewerFactory, CoordinatorFactory])
def test_others_see_no_tables(client, path, factory):
    client.force_login(factory())
    call = client.get if path == PAGE else client.post
    assert call(path).status_code == 403


def test_manager_sees_no_tables(as_manager):
    assert as_manager.get(PAGE).status_code == 403
    page = page_of(as_manager.get("/admin/clusters/cluster/"), 200)
    assert page.select(f'a[href="{PAGE}"]') == []


def test_anonymous_is_asked_to_sign_in(client):
    assert client.get(PAGE).status_code == 302
    assert client.post(EXPORT).status_code == 302


@pytest.mark.parametrize("path", [EXPORT, IMPORT, CONFIRM])
def test_changes_are_posts(as_office, path):
    assert as_office.get(path).status_code == 405


# the commands


def run(name, *args, **options):
    output = StringIO()
    call_command(name, *args, stdout=output, **options)
    return output.getvalue().splitlines()


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("name", ["c.csv", "c.xlsx"])
def test_export_and_import_by_command_change_nothing(tmp_path, name):
    file = tmp_path / name
    run("export_directory", str(file))
    assert run("import_directory", str(file), dry_run=True) == [
        "0 changes in 0 rows, 20 rows unchanged; dry run, nothing was saved."
    ]


def test_command_lists_changes_and_makes_them(tmp_path, cluster):
    file = tmp_path / "c.csv"
    file.write_text("kuerzel,kurzname\na,Neu\n")
    expected = ["  row 2: Neu", "    kurzname: 'Alt' → 'Neu'"]
    assert run("import_directory", str(file), dry_run=True)[:2] == expected
    office = OfficeFactory(username="buero")
    assert run("import_directory", str(file), by="buero")[-1] == (
        "1 changes in 1 rows, 0 rows unchanged; saved."
    )
    assert cluster.history.first().history_user == office


def test_command_lists_problems_and_changes_nothing(tmp_path, cluster):
    file = tmp_path / "c.csv"
    file.write_text("kuerzel;mitglieder\na;x\n")
    output = StringIO()
    with pytest.raises(CommandError, match="1 problems"):
        call_command("import_directory", str(file), stdout=output)
    assert output.getvalue() == "  row 2 mitglieder: „x“ ist keine Zahl\n"


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("export_directory", ["c.txt"]),
        ("export_directory", ["/nicht/da/c.csv"]),
        ("import_directory", ["/nicht/da.csv"]),
        ("import_directory", ["{file}", "--by", "niemand"]),
        ("import_directory", ["{file}", "--by", "fremd"]),
        ("import_directory", ["{empty}"]),
    ],
)
def test_commands_explain_what_is_wrong(tmp_path, name, args):
    UserFactory(username="fremd")
    files = {"file": tmp_path / "c.csv", "empty": tmp_path / "e.csv"}
    files["file"].write_text("kuerzel;kurzname\n")
    files["empty"].write_text("")
    with pytest.raises(CommandError):
        run(name, *[arg.format(**files) for arg in args])
