"""Entering the paper: from files to changes, and from changes to impulses."""

import re
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook

from clusters.exchange.files import TableError
from impulses.models import FormerNumber, Impulse, PublicEntry
from impulses.paper.planning import plan_paper
from impulses.paper.reading import read_paper
from impulses.reviews.errors import ConflictError, NotAllowedError, StepError
from impulses.reviews.wording import import_paper
from impulses.urls import urlpatterns
from tests.factories import ImpulseFactory
from tests.reading import page_of

MARKDOWN = """# Cluster.Zukunft.NRW

## 5. Wasserstoffnetze ausbauen
Seite: 12
Bisher: 7

Das Land soll die Netze ausbauen.

Und zwar bald.

### English: Extend hydrogen networks
The state should extend the networks.
"""
AREA = sorted(str(p.pattern) for p in urlpatterns if str(p.pattern)[:9] == "pruefung/")
CSV = """nummer;titel;text;seite;bisher
5;Wasserstoffnetze ausbauen;Das Land soll die Netze ausbauen.;12;7
"""


def paper(text):
    return read_paper(text.encode())


def problems(text):
    return [problem.text for problem in plan_paper(paper(text)).problems]


# --- reading


def test_markdown_gives_all_columns():
    (row,) = paper(MARKDOWN).rows
    assert (row.number, row.page, row.former) == (5, 12, 7)
    assert row.title_de == "Wasserstoffnetze ausbauen"
    assert row.text_de == "Das Land soll die Netze ausbauen.\n\nUnd zwar bald."
    assert row.title_en == "Extend hydrogen networks"
    assert row.text_en == "The state should extend the networks."


def test_table_gives_the_same_as_xlsx():
    book = Workbook()
    for line in CSV.splitlines():
        book.active.append(line.split(";"))
    file = BytesIO()
    book.save(file)
    assert read_paper(file.getvalue()).rows == paper(CSV).rows


def test_text_of_an_impulse_may_name_a_page():
    text = "## 1. Titel\n\nErster Satz.\nSeite: 3 der Anlage gilt.\n"
    (row,) = paper(text).rows
    assert row.page is None
    assert row.text_de == "Erster Satz.\nSeite: 3 der Anlage gilt."


def test_english_title_may_stand_before_page_and_former_number():
    text = "## 5. Titel\nText\n\n### English: Title\nSeite: 12\nBisher: 3\nWords\n"
    (row,) = paper(text).rows
    assert (row.title_en, row.text_en) == ("Title", "Words")
    assert (row.page, row.former) == (12, 3)


def test_title_is_one_line():
    (row,) = paper('nummer;titel\n1;"Titel\nBcc: x@example.org"\n').rows
    assert row.title_de == "Titel Bcc: x@example.org"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "leer"),
        (b"# Nur eine Ueberschrift\n", "keinen Impuls"),
        (b"# Papier\nEin Text davor\n## 1. Titel\n", "Zeile 2"),
        (b"nummer;text\n1;Text\n", "titel"),
        (b"nummer;titel;farbe\n1;Titel;rot\n", "farbe"),
        (b"nummer;titel\n1;\xff\n", "UTF-8"),
        (b"nummer;titel\n1;T\x00tel\n", "weder"),
        (b"PK\x03\x04kaputt", "beschädigt"),
        (b"%PDF-1.7\n%\xe2\xe3\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PDF"),
        (b"\xff\xd8\xff\xe0\n", "PDF"),
        (b"## 1. Titel\n" * 5001, "5000"),
    ],
)
def test_unreadable_file_is_refused(content, says):
    with pytest.raises(TableError, match=says):
        read_paper(content)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("eins;Titel;;", "eins"),
        ("0;Titel;;", "„0“"),
        ("99999;Titel;;", "99999"),
        ("0000000351;Titel;;", "0000000351"),
        (f"{'9' * 400};Titel;;", "9999"),
        ("1;;;", "Titel fehlt"),
        (f"1;{'x' * 201};;", "länger"),
        ("1;Titel;zwölf;", "zwölf"),
        ("1;Titel;;vielleicht", "vielleicht"),
        ("1;Ti\x0btel;;", "Steuerzeichen"),
    ],
)
def test_wrong_value_is_a_problem_with_its_place(line, says):
    (problem,) = paper(f"nummer;titel;seite;bisher\n{line}\n").problems
    assert problem.place == "Zeile 2"
    assert says in problem.text


# --- planning


def test_subject_becomes_worded(impulse):
    (entry,) = plan_paper(paper(MARKDOWN)).entries
    assert entry.impulse == impulse
    assert entry.becomes_worded
    assert {change.column: change.new for change in entry.changes} == {
        "number": "5",
        "title_de": "Wasserstoffnetze ausbauen",
        "text_de": "Das Land soll die Netze ausbauen.\n\nUnd zwar bald.",
        "title_en": "Extend hydrogen networks",
        "text_en": "The state should extend the networks.",
        "page": "12",
        "wording": "Wortlaut erfasst",
    }


def test_working_number_alone_is_ambiguous(impulse):
    (problem,) = problems("nummer;titel;text\n7;Ganz anderes;Text.\n")
    assert "bisher" in problem
    assert "Wasserstoffnetze" in problem


def test_same_title_is_the_same_impulse(impulse):
    plan = plan_paper(paper("nummer;titel;text\n7;wasserstoffnetze;Text.\n"))
    assert [entry.impulse for entry in plan.entries] == [impulse]
    assert plan.problems == []


def test_occupant_of_a_printed_number_makes_room(impulse):
    occupant = ImpulseFactory(number=5, title_de="Steht im Weg")
    plan = plan_paper(paper(MARKDOWN))
    assert [(e.impulse, e.values["number"]) for e in plan.entries] == [
        (impulse, 5),
        (occupant, 8),
    ]


def test_recorded_impulse_makes_no_room(impulse):
    ImpulseFactory(number=5, title_de="Gedruckt", text_de="Text.", wording="full")
    (problem,) = problems(MARKDOWN)
    assert "Gedruckt" in problem


def test_unknown_former_number_and_repetition_are_problems(db):
    text = "nummer;titel;bisher\n1;A;3\n1;B;neu\n"
    assert len(problems(text)) == 3


def test_rows_that_are_unclear_change_nothing_yet(impulse):
    text = "nummer;titel;bisher\neins;A;\n3;B;99\n7;C;\n8;;\n9;D;neu\n"
    plan = plan_paper(paper(text))
    assert [entry.values["title_de"] for entry in plan.entries] == ["D"]
    assert [problem.place for problem in plan.problems] == [
        *["Zeile 2", "Zeile 5", "Zeile 3", "Zeile 4"]
    ]


@pytest.mark.parametrize("number", [1, 5, 50])
def test_planning_asks_once(django_assert_num_queries, db, number):
    ImpulseFactory.create_batch(number, wording="full", text_de="Text.")
    rows = "".join(
        f"{i.number};{i.title_de};Neuer Text.\n" for i in Impulse.objects.all()
    )
    read = paper(f"nummer;titel;text\n{rows}")
    with django_assert_num_queries(1):
        assert len(plan_paper(read).entries) == number


# --- entering


def test_entering_keeps_history_and_says_so_in_public(impulse, office):
    import_paper(paper(MARKDOWN), by=office)
    impulse.refresh_from_db()
    assert (impulse.number, impulse.wording, impulse.page) == (5, "full", 12)
    assert impulse.history.first().history_user == office
    assert impulse.history.last().number == 7
    entry = PublicEntry.objects.get(impulse=impulse)
    assert (entry.kind, entry.role) == ("wording", "office")
    assert entry.changes["number"] == [7, 5]
    assert entry.changes["wording"] == ["subject", "full"]
    assert FormerNumber.objects.get().number == 7


def test_numbers_can_be_exchanged(impulse, office):
    other = ImpulseFactory(number=5)
    text = "nummer;titel;text;bisher\n5;A;Text.;7\n7;B;Text.;5\n"
    import_paper(paper(text), by=office)
    impulse.refresh_from_db()
    other.refresh_from_db()
    assert (impulse.number, other.number) == (5, 7)


def test_entering_twice_changes_nothing_the_second_time(impulse, coordinator):
    import_paper(paper(MARKDOWN), by=coordinator)
    again = MARKDOWN.replace("Bisher: 7\n", "")
    assert import_paper(paper(again), by=coordinator).entries == []
    assert PublicEntry.objects.count() == 1


def test_new_impulse_is_made(db, office):
    import_paper(paper("nummer;titel;text;bisher\n3;Neues;Text.;neu\n"), by=office)
    assert Impulse.objects.get().title == "Neues"


def test_problems_stop_everything(impulse, office):
    text = "nummer;titel;text;bisher\n5;A;Text.;7\n6;;Text.;neu\n"
    with pytest.raises(StepError):
        import_paper(paper(text), by=office)
    impulse.refresh_from_db()
    assert impulse.number == 7


def test_rows_that_contradict_each_other_change_nothing(impulse):
    ImpulseFactory(number=9, title_de="Steht schon da", text_de="Text.", wording="full")
    rows = ["20;Eins;7", "20;Zwei;neu", "9;Drei;neu", "21;Vier;neu"]
    plan = plan_paper(paper("\n".join(["nummer;titel;bisher", *rows, ""])))
    assert [entry.values["title_de"] for entry in plan.entries] == ["Vier"]
    assert len(plan.problems) == 3


def test_other_changes_since_the_dry_run_stop_it(impulse, office):
    digest = plan_paper(paper(MARKDOWN)).digest
    Impulse.objects.update(title_de="Inzwischen anders")
    with pytest.raises(ConflictError):
        import_paper(paper(MARKDOWN), by=office, digest=digest)


def test_reviewer_enters_nothing(impulse, reviewer):
    with pytest.raises(NotAllowedError):
        import_paper(paper(MARKDOWN), by=reviewer)


# --- the pages


def seen_in(answer):
    return re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1]


def test_page_shows_changes_and_then_makes_them(client, impulse, office):
    client.force_login(office)
    answer = client.post(reverse("impulses:paper"), {"text": MARKDOWN})
    assert answer.status_code == 200
    impulse.refresh_from_db()
    assert impulse.wording == "subject"
    data = {"seen": seen_in(answer)}
    assert client.post(reverse("impulses:paper-enter"), data).status_code == 302
    impulse.refresh_from_db()
    assert impulse.wording == "full"


def test_page_shows_anew_what_has_changed_meanwhile(client, impulse, office):
    client.force_login(office)
    data = {"seen": seen_in(client.post(reverse("impulses:paper"), {"text": MARKDOWN}))}
    Impulse.objects.update(title_de="Inzwischen anders")
    answer = client.post(reverse("impulses:paper-enter"), data)
    assert answer.status_code == 409
    assert "Inzwischen" in answer.content.decode()
    assert Impulse.objects.get().wording == "subject"


def test_pasted_text_with_problems_stays_to_be_mended(client, impulse, office):
    client.force_login(office)
    text = "nummer;titel\n7;Wasserstoffnetze\neins;Titel\n"
    page = page_of(client.post("/pruefung/papier/", {"text": text}), 200)
    assert page.select_one("textarea").text.strip() == text.strip()
    assert "Zeile 3" in page.select_one(".error-summary").text


@pytest.mark.parametrize(
    "data", [{}, {"text": " "}, {"text": "Unsinn"}, {"datei": "x"}]
)
def test_page_keeps_wrong_input(client, db, office, data):
    client.force_login(office)
    answer = client.post(reverse("impulses:paper"), data)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()


@pytest.mark.parametrize("seen", ["", "gefälscht", "a:b:c"])
def test_forged_list_of_changes_changes_nothing(client, impulse, office, seen):
    client.force_login(office)
    client.post(reverse("impulses:paper-enter"), {"seen": seen})
    impulse.refresh_from_db()
    assert impulse.wording == "subject"


@pytest.mark.parametrize("name", ["impulses:paper", "impulses:paper-enter"])
def test_page_is_for_office_and_coordinators(client, reviewer, name):
    assert client.post(reverse(name)).status_code == 302
    client.force_login(reviewer)
    assert client.post(reverse(name)).status_code == 403


@pytest.mark.parametrize("path", ["/pruefung/papier/", "/pruefung/papier/eintragen/"])
def test_office_is_led_to_nothing_else_of_the_work_area(client, impulse, office, path):
    client.force_login(office)
    page = page_of(client.get(path, follow=True), 200)
    inside = [a["href"] for a in page.select("a[href^='/pruefung/']")]
    assert inside
    assert all(address.startswith("/pruefung/papier/") for address in inside)


@pytest.mark.parametrize("url", AREA, ids=str)
def test_office_opens_the_pages_of_the_paper_alone(client, impulse, office, url):
    client.force_login(office)
    known = {"number": 7, "other": 7, "pk": 1, "slug": "x"}
    address = "/" + re.sub(r"<\w+:(\w+)>", lambda m: str(known[m[1]]), url)
    status = 200 if url.startswith("pruefung/papier/") else 403
    assert client.get(address, follow=True).status_code == status
    # some take nothing that is sent
    assert client.post(address, follow=True).status_code in (status, 405)


@pytest.mark.parametrize("number", [1, 5, 50])
def test_table_to_start_from_changes_nothing_by_itself(
    client, office, django_assert_num_queries, number
):
    impulses = ImpulseFactory.create_batch(number, title_de="=Titel; mit „Zeichen“")
    client.force_login(office)
    client.get("/pruefung/papier/tabelle.csv")
    with django_assert_num_queries(4):
        content = client.get("/pruefung/papier/tabelle.csv").content
    assert content.startswith("\ufeffnummer;titel;text;seite;bisher;".encode())
    read = read_paper(content)
    assert [row.former for row in read.rows] == [i.number for i in impulses]
    plan = plan_paper(read)
    assert (plan.entries, plan.problems, plan.unchanged) == ([], [], number)


def test_office_finds_the_page_where_it_works(client, impulse, office):
    client.force_login(office)
    page = page_of(client.get(reverse("admin:impulses_impulse_changelist")))
    assert page.select_one(".object-tools a[href='/pruefung/papier/']")


def test_reviewer_finds_no_page_that_is_closed_to_them(client, reviewer):
    client.force_login(reviewer)
    page = page_of(client.get(reverse("admin:impulses_impulse_changelist")))
    assert not page.select(".object-tools a")


# --- the command


def run(*arguments):
    out = StringIO()
    call_command("import_paper", *arguments, stdout=out)
    return out.getvalue()


def test_command_tells_first_and_saves_then(impulse, tmp_path):
    file = tmp_path / "papier.md"
    file.write_text(MARKDOWN, encoding="utf-8")
    assert "nothing was saved" in run(file, "--dry-run")
    assert Impulse.objects.get().wording == "subject"
    assert "saved" in run(file)
    assert Impulse.objects.get().wording == "full"


def test_command_refuses_bad_files_and_accounts(impulse, tmp_path):
    file = tmp_path / "papier.csv"
    with pytest.raises(CommandError, match="cannot be read"):
        run(file)
    file.write_text("nummer;titel\nx;y\n", encoding="utf-8")
    with pytest.raises(CommandError, match="problems"):
        run(file)
    file.write_text(CSV, encoding="utf-8")
    with pytest.raises(CommandError, match="no account"):
        run(file, "--by", "niemand")
    assert Impulse.objects.get().wording == "subject"
