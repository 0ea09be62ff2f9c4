"""Tables of the entries: the round trip is exact, and a wrong file changes nothing."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from clusterallianz.export import neutral, restored
from clusters.actions.exchange import (
    ExchangeNotAllowedError,
    export_table,
    import_table,
)
from clusters.exchange.changes import Change
from clusters.exchange.files import (
    MAX_BYTES,
    MAX_ROWS,
    TableError,
    read_table,
    to_csv,
    to_xlsx,
)
from clusters.exchange.resources import TABLES
from clusters.models import (
    AuditEntry,
    Cluster,
    Contact,
    Edition,
    FormerSlug,
    Location,
    ServiceOffer,
)
from clusters.search import corpus
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    InnovationFieldFactory,
    LocationFactory,
    OfficeFactory,
    PlaceFactory,
    ServiceOfferFactory,
    ServiceTypeFactory,
    TopicFactory,
    UserFactory,
)
from tests.finding import finds

pytestmark = pytest.mark.django_db
KINDS = ["csv", "xlsx"]


def csv_file(*lines):
    return "\r\n".join(lines).encode("utf-8-sig")


def bring(content, *, by=None, dry_run=False):
    return import_table(read_table(content), by=by, dry_run=dry_run)


def problems(content):
    """Row, column and text of what is wrong; nothing may have changed."""
    before = list(Cluster.objects.order_by("pk").values())
    report = bring(content)
    assert list(Cluster.objects.order_by("pk").values()) == before
    return [(p.number, p.column, p.text) for p in report.problems]


def refusal(content):
    with pytest.raises(TableError) as error:
        bring(content)
    return str(error.value)


# the round trip


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", TABLES)
def test_round_trip_of_the_directory_changes_nothing(name, kind):
    content = export_table(name, kind, by=None)
    report = bring(content, dry_run=True)
    assert (report.table, report.rows, report.problems) == (name, [], [])
    assert report.unchanged == TABLES[name]._meta.model.objects.count()
    again = export_table(name, kind, by=None)
    assert read_table(again) == read_table(content)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text",
    [
        *["=1+1", "+49 1", "-x", "@x", "'=1", "''=1", "'x", "a;b,c\t|d", 'a "b" c'],
        *["a\nb", "a\r\nb", "0123", "1,5", "2025-05", "TRUE", "Ä ß – “ ”", "  a  "],
        *["#NAME?", "_x000D_", "\N{GRINNING FACE}"],
    ],
)
def test_round_trip_is_exact_for_odd_texts(kind, text):
    cluster = ClusterFactory(description_de=text, staff_fte="4.5")
    report = bring(export_table("cluster", kind, by=None))
    assert (report.rows, report.problems) == ([], [])
    Cluster.objects.update(description_de="anders")
    content = export_table("cluster", kind, by=None)
    Cluster.objects.update(description_de=text)
    bring(export_table("cluster", kind, by=None), dry_run=True)
    cluster.refresh_from_db()
    assert cluster.description_de == text
    assert bring(content, dry_run=True).rows[0].changes[0].new == "anders"


@pytest.mark.parametrize("text", ["=1", "'=1", "''+1", "@", "\ta", "'", "'a", "a", ""])
def test_formulas_are_made_harmless_and_back(text):
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert restored(neutral(text)) == text


def test_no_cell_of_a_workbook_is_a_formula():
    content = to_xlsx(["name"], [["=1+1"], ["+49"], [5], [1.5], [None]])
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [(c.value, c.data_type) for (c,) in sheet.iter_rows(min_row=2)] == [
        ("'=1+1", "s"),
        ("'+49", "s"),
        (5, "n"),
        (1.5, "n"),
    ]


def test_csv_opens_in_german_spreadsheets():
    assert to_csv(["a", "b"], [["ä", 1.5]]) == "\ufeffa;b\r\nä;1,5\r\n".encode()


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_usual_separator_is_read(separator):
    ClusterFactory(slug="a")
    content = f"kuerzel{separator}mitglieder\na{separator}12\n".encode()
    assert bring(content).count == 1
    assert Cluster.objects.get().members_count == 12


# changes


def test_changes_are_told_and_then_made():
    field = InnovationFieldFactory(slug="wasserstoff")
    ClusterFactory(slug="a", short_name="A", members_count=10)
    content = csv_file("kuerzel;mitglieder;feld", "a;12;wasserstoff")
    report = bring(content, dry_run=True)
    [row] = report.rows
    assert (row.number, row.name, row.is_new) == (2, "A", False)
    assert [(c.column, c.label, c.old, c.new) for c in row.changes] == [
        ("feld", "Innovationsfeld", "", "wasserstoff"),
        ("mitglieder", "Zahl der Mitglieder", "10", "12"),
    ]
    assert Cluster.objects.get().members_count == 10
    assert bring(content).rows == report.rows
    cluster = Cluster.objects.get()
    assert (cluster.members_count, cluster.innovation_field) == (12, field)
    assert bring(content).rows == []


def test_long_texts_mark_the_words_that_changed():
    change = Change("x", "x", "Wir helfen Firmen", "Wir helfen kleinen Firmen")
    assert [p.text for p in change.new_pieces if p.is_changed] == ["kleinen "]
    assert [p.text for p in change.old_pieces if p.is_changed] == []
    assert "".join(p.text for p in change.new_pieces) == change.new


def test_import_stands_in_the_history_and_is_found():
    office = OfficeFactory()
    cluster = ClusterFactory(slug="a")
    corpus.update(cluster)
    content = csv_file("kuerzel;stichwoerter", "a;Quastenflosser")
    import_table(read_table(content), by=office, dry_run=False, file_name="liste.csv")
    entry = cluster.history.first()
    assert entry.history_user == office
    assert entry.history_change_reason == "Import: liste.csv"
    assert finds(corpus, "Quastenflosser") == [cluster.pk]


def test_dry_run_leaves_no_trace():
    cluster = ClusterFactory(slug="a")
    before = (cluster.history.count(), Edition.objects.count())
    bring(csv_file("kuerzel;kurzname", "a;Neu"), dry_run=True)
    assert (cluster.history.count(), Edition.objects.count()) == before


def test_column_that_is_missing_changes_nothing():
    ClusterFactory(slug="a", carrier="Träger")
    bring(csv_file("kuerzel;kurzname", "a;Neu"))
    assert Cluster.objects.get().carrier == "Träger"


def test_row_that_is_missing_deletes_nothing():
    ClusterFactory(slug="a")
    ClusterFactory(slug="b")
    bring(csv_file("kuerzel;kurzname", "a;Neu"))
    assert Cluster.objects.count() == 2


def test_new_entry_is_a_draft():
    report = bring(csv_file("kuerzel;name;kurzname", "neu;Neu e.V.;Neu"))
    assert report.rows[0].is_new
    cluster = Cluster.objects.get()
    assert (cluster.state, cluster.sort_key) == (Cluster.State.DRAFT, "neu")


def test_terms_are_added_and_never_taken_away():
    offer = ServiceOfferFactory(cluster__slug="a", service_type__slug="alt")
    ServiceTypeFactory(slug="neu")
    bring(csv_file("kuerzel;leistungen", "a;neu|alt"))
    assert set(offer.cluster.service_types.values_list("slug", flat=True)) == {
        "alt",
        "neu",
    }
    [(number, column, text)] = problems(csv_file("kuerzel;leistungen", "a;neu"))
    assert (number, column, text.split()[0]) == (2, "leistungen", "alt")
    assert ServiceOffer.objects.count() == 2


def test_topics_follow_the_table():
    TopicFactory(slug="neu")
    cluster = ClusterFactory(slug="a", topics=[TopicFactory(slug="alt")])
    bring(csv_file("kuerzel;themen", "a;neu"))
    assert [topic.slug for topic in cluster.topics.all()] == ["neu"]


def test_parts_are_changed_and_added():
    contact = ContactFactory(cluster__slug="a", email="alt@example.org")
    cluster = contact.cluster
    content = csv_file(
        "nr;kuerzel;funktion_de;email;oeffentlich",
        f"{contact.pk};a;Geschäftsstelle;neu@example.org;nein",
        ";a;Presse;presse@example.org;ja",
    )
    report = bring(content, by=OfficeFactory())
    assert [row.is_new for row in report.rows] == [False, True]
    assert list(Contact.objects.order_by("pk").values_list("email", "is_public")) == [
        ("neu@example.org", False),
        ("presse@example.org", True),
    ]
    assert cluster.history.first().history_change_reason == "Import: ansprechpersonen"


def test_seat_may_move_in_one_table():
    first = LocationFactory(cluster__slug="a", is_seat=True)
    second = LocationFactory(cluster=first.cluster)
    rows = [f"{second.pk};a;ja", f"{first.pk};a;nein"]
    report = bring(csv_file("nr;kuerzel;sitz", *rows))
    assert [row.number for row in report.rows] == [2, 3]
    assert Location.objects.get(is_seat=True) == second


def test_spreadsheets_may_write_in_their_own_way():
    location = LocationFactory(cluster__slug="a", place=PlaceFactory(slug="solingen"))
    book = Workbook()
    book.active.append(["nr", "kuerzel", "plz", "breite", "laenge", "abgerufen_am"])
    book.active.append([location.pk, "a", 42651, 51.5, "7,5", date(2025, 5, 31)])
    file = io.BytesIO()
    book.save(file)
    assert bring(file.getvalue()).problems == []
    location.refresh_from_db()
    assert (location.postcode, location.latitude, location.longitude) == (
        "42651",
        51.5,
        7.5,
    )
    assert location.retrieved_on == date(2025, 5, 31)


# states and addresses


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [("draft", "veröffentlicht", 0), ("published", "dormant", 0), ("draft", "ruht", 1)],
)
def test_state_follows_the_rules_of_the_admin(before, after, number):
    ClusterFactory(slug="a", state=before)
    assert len(
        problems(csv_file("kuerzel;zustand", f"a;{after}")) if number else []
    ) == (number)
    if not number:
        [row] = bring(csv_file("kuerzel;zustand", f"a;{after}")).rows
        assert row.changes[0].column == "zustand"


def test_address_never_changes_by_a_table():
    cluster = ClusterFactory(slug="neu")
    FormerSlug.objects.create(slug="alt", cluster=cluster)
    assert problems(csv_file("kuerzel;name;kurzname", "alt;Alt e.V.;Alt")) == [
        (2, "kuerzel", "ist eine frühere Adresse von neu")
    ]


@pytest.mark.parametrize("slug", ["vergleich", "wegweiser", "ä", "a b", "../x", ""])
def test_new_entry_needs_an_address_of_its_own(slug):
    found = problems(csv_file("kuerzel;name;kurzname", f"{slug};Neu e.V.;Neu"))
    assert {(number, column) for number, column, _text in found} == {(2, "kuerzel")}


# what is wrong with a file


@pytest.mark.parametrize(
    ("header", "cell", "text"),
    [
        ("mitglieder", "viele", "„viele“ ist keine Zahl"),
        ("mitglieder", "1,5", "„1,5“ ist keine ganze Zahl"),
        ("mitglieder", "1e3", "„1e3“ ist keine Zahl"),
        ("mitglieder", "nan", "„nan“ ist keine Zahl"),
        ("mitgliedschaft", "x", "„x“ ist keiner dieser Werte"),
        ("feld", "nichts", "„nichts“ ist unbekannt (Innovationsfeld)"),
        ("leistungen", "a|nichts", "„a“ ist unbekannt (Leistungsart)"),
        ("website", "kein Link", "Bitte eine gültige Adresse"),
        ("website", "javascript:alert(1)", "Bitte eine gültige Adresse"),
        ("kurzname", "a\x07b", "Dieser Text enthält ein Steuerzeichen"),
        ("beschreibung_de", "x" * 5001, "höchstens 5000 Zeichen"),
        ("gruendungsjahr", "999999999999999", "Dieser Wert muss"),
        ("kurzname", "", "Dieses Feld darf nicht leer sein."),
    ],
)
def test_wrong_cell_is_named(header, cell, text):
    ClusterFactory(slug="a")
    [(number, column, said)] = problems(csv_file(f"kuerzel;{header}", f"a;{cell}"))
    assert (number, column) == (2, header)
    assert said[: len(text)] == text


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("sitz", "vielleicht"),
        ("ort", "atlantis"),
        ("ort", ""),
        ("abgerufen_am", "2025"),
    ],
)
def test_wrong_cell_of_a_location_is_named(header, cell):
    location = LocationFactory(cluster__slug="a")
    [(number, column, _text)] = problems(
        csv_file(f"nr;kuerzel;{header}", f"{location.pk};a;{cell}")
    )
    assert (number, column) == (2, header)


def test_one_wrong_row_of_twenty_changes_nothing():
    for number in range(20):
        ClusterFactory(slug=f"c{number}", members_count=1)
    lines = [f"c{number};{'x' if number == 12 else 2}" for number in range(20)]
    found = problems(csv_file("kuerzel;mitglieder", *lines))
    assert found == [(14, "mitglieder", "„x“ ist keine Zahl")]
    assert Cluster.objects.filter(members_count=1).count() == 20


def test_row_that_stands_twice_is_refused():
    ClusterFactory(slug="a")
    found = problems(csv_file("kuerzel;kurzname", "a;X", "a;Y"))
    assert [(number, column) for number, column, _text in found] == [
        (2, "kuerzel"),
        (3, "kuerzel"),
    ]


@pytest.mark.parametrize("number", ["999", "abc", "99999999999999999999"])
def test_unknown_number_is_refused(number):
    ClusterFactory(slug="a")
    [(row, column, _text)] = problems(
        csv_file("nr;kuerzel;email", f"{number};a;a@example.org")
    )
    assert (row, column) == (2, "nr")


def test_number_of_another_entry_is_refused():
    contact = ContactFactory()
    ClusterFactory(slug="a")
    [(row, column, _text)] = problems(csv_file("nr;kuerzel;email", f"{contact.pk};a;x"))
    assert (row, column) == (2, "kuerzel")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "Die Datei ist leer."),
        (b"\n\n", "Die Datei ist leer."),
        (b"Hallo Welt\n", "Die erste Zeile muss die Spalten nennen"),
        (b"kuerzel;unsinn\na;b\n", "Unbekannte Spalten: unsinn."),
        (b"kuerzel;name;name\na;b;c\n", "Eine Spalte kommt doppelt vor: name."),
        (b"kuerzel;name\na;b;c\n", "Zeile 2 hat mehr Zellen"),
        (b'kuerzel;name\na;"b\n', "Zeile 2 ist kein gültiges CSV"),
        (b'kuerzel;name\na;"b"c\n', "Zeile 2 ist kein gültiges CSV"),
        ("kuerzel;name\na;Köln\n".encode("cp1252"), "Zeile 2 ist nicht in UTF-8"),
        ("kuerzel;name\na;b\n".encode("utf-16"), "Zeile 1 ist nicht in UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "Zeile 1 ist nicht in UTF-8"),
        (b"kuerzel\x00;name\n", "Das ist weder eine CSV- noch eine XLSX-Datei."),
        (b"PK\x03\x04 kein Archiv", "Die XLSX-Datei ist beschädigt."),
        (b"x" * (MAX_BYTES + 1), "Die Datei ist größer als 2 MB."),
        (b"kuerzel\n" + b"a\n" * (MAX_ROWS + 1), "Die Datei hat mehr als 5000 Zeilen."),
        (b"kuerzel;" + b"x" * 200_000, "Zeile"),
    ],
)
def test_wrong_file_is_refused_with_a_reason(content, text):
    assert refusal(content)[: len(text)] == text


def archive(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def test_archive_that_is_no_workbook_is_refused():
    assert refusal(archive({"a.txt": "x"})) == "Die XLSX-Datei ist beschädigt."


def test_archive_that_unpacks_to_too_much_is_refused():
    bomb = archive({"xl/worksheets/sheet1.xml": "0" * 40_000_000})
    assert len(bomb) < MAX_BYTES
    assert refusal(bomb) == "Die XLSX-Datei enthält entpackt mehr, als erlaubt ist."


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_formula_in_a_workbook_is_refused_with_its_cell():
    content = workbook(["kuerzel", "name"], ["a", "=1+1"])
    assert refusal(content) == (
        "Zelle B2 enthält eine Formel. Fügen Sie stattdessen ihren Wert ein."
    )


def test_error_in_a_workbook_is_refused_with_its_cell():
    content = workbook(["kuerzel", "name"], ["a", "#REF!"])
    assert refusal(content) == "Zelle B2 enthält einen Fehlerwert."


def test_empty_rows_are_passed_over():
    ClusterFactory(slug="a")
    report = bring(csv_file("kuerzel;kurzname", "", ";", "a;Neu", ""))
    assert [row.number for row in report.rows] == [4]


# who may


def test_only_the_office_imports_and_exports():
    ClusterFactory(slug="a")
    table = read_table(csv_file("kuerzel;kurzname", "a;Neu"))
    with pytest.raises(ExchangeNotAllowedError):
        import_table(table, by=UserFactory(), dry_run=True)
    with pytest.raises(ExchangeNotAllowedError):
        export_table("cluster", "csv", by=UserFactory())


def test_export_stands_in_the_log():
    office = OfficeFactory()
    export_table("standorte", "xlsx", by=office)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.account, entry.about) == (
        "export",
        office,
        "standorte.xlsx",
    )


@pytest.mark.parametrize("count", [1, 5, 50])
def test_import_reads_with_the_same_queries(django_assert_max_num_queries, count):
    for number in range(count):
        ServiceOfferFactory(cluster__slug=f"c{number}")
    content = export_table("cluster", "csv", by=None)
    # two savepoints a row, and what the table is read with
    with django_assert_max_num_queries(20 + 2 * count):
        bring(content, dry_run=True)
