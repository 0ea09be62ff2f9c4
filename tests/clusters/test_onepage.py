"""The profile on one page: a tagged PDF that says what the public page says."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import pairwise

import pytest
from django.utils import translation
from pypdf import PdfReader

from clusterallianz.typesetting import line
from clusters.models import Cluster, DailyCount, FormerSlug
from clusters.takeaway.onepage import LEVELS, one_page, shortened
from clusters.takeaway.pdf import kept_profile, profile_pdf, qr_svg
from tests.factories import (
    ClusterDriverFactory,
    ClusterFactory,
    ContactFactory,
    DriverFactory,
    InnovationFieldFactory,
    LocationFactory,
    RegionFactory,
    ServiceOfferFactory,
    TopicFactory,
)
from tests.reading import alternatives, tags

pytestmark = pytest.mark.django_db
URL = "https://cluster.example.org/cluster/a/"
A4 = (595, 842)


def pdf(cluster, language="de") -> PdfReader:
    read = Cluster.objects.for_detail().get(pk=cluster.pk)
    with translation.override(language):
        return PdfReader(BytesIO(profile_pdf(one_page(read, URL))))


def text(reader: PdfReader) -> str:
    """The words of the page, whatever the lines; words split at a line's end whole."""
    return " ".join(reader.pages[0].extract_text().split())


def is_one_page(reader: PdfReader) -> bool:
    box = reader.pages[0].mediabox
    return len(reader.pages) == 1 and (round(box.width), round(box.height)) == A4


# --- tags, language, title


@pytest.mark.parametrize(("language", "code"), [("de", "de"), ("en", "en")])
def test_pdf_is_tagged_and_says_its_language_and_title(language, code):
    cluster = ClusterFactory(short_name="Rezyklat.NRW")
    reader = pdf(cluster, language)
    root = reader.trailer["/Root"]
    titles = {"de": "Steckbrief", "en": "profile on one page"}
    assert root["/Lang"] == code
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert reader.metadata.title == f"Rezyklat.NRW: {titles[language]}"
    assert "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()


def test_headings_and_lists_are_tagged_in_order():
    cluster = ClusterFactory()
    ServiceOfferFactory(cluster=cluster)
    ContactFactory(cluster=cluster)
    found = [tag for tag in tags(pdf(cluster)) if tag.startswith("/H")]
    assert found == ["/H1", *["/H2"] * 6]
    assert {"/L", "/LI", "/Link", "/Figure"} <= set(tags(pdf(cluster)))


def test_code_leads_to_the_page_and_is_said_in_words():
    reader = pdf(ClusterFactory())
    assert [a for a in alternatives(reader) if "QR" in a] == [
        f"QR-Code, führt zu {URL}"
    ]
    assert "cluster.example.org/cluster/a/" in text(reader)
    assert list(reader.pages[0].images) == []  # drawn, so that it is sharp in any size


def test_code_is_a_drawing_of_its_modules():
    assert qr_svg(URL).startswith("<svg")
    assert qr_svg(URL) != qr_svg(f"{URL}x")


def test_german_text_on_the_english_page_is_marked():
    cluster = ClusterFactory(summary_de="Nur auf Deutsch.", description_en="English.")
    found = pdf(cluster, "en")
    languages = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, dict):
            languages.append(node.get("/Lang"))
            children = node.get("/K", [])
            for child in children if isinstance(children, list) else [children]:
                walk(child)

    walk(found.trailer["/Root"]["/StructTreeRoot"])
    assert "de" in languages


# --- what it says


def test_pdf_says_the_facts_of_the_entry():
    field = InnovationFieldFactory(name_de="Kreislaufwirtschaft")
    cluster = ClusterFactory(
        name="Rezyklat e.V.",
        summary_de="Bringt Rezyklat in die Produktion.",
        description_de="Erster Absatz.\n\nZweiter Absatz.",
        legal_form="Verein",
        founding_year=2019,
        members_count=42,
        members_firms=30,
        staff_fte="2.5",
        innovation_field=field,
        website="https://example.org/rezyklat/",
        topics=[TopicFactory(name="Spritzguss")],
    )
    ServiceOfferFactory(
        cluster=cluster,
        service_type__name_de="Fördermittelberatung",
        note_de="für Betriebe",
        certainty="likely",
    )
    ClusterDriverFactory(
        cluster=cluster, driver=DriverFactory(slug="demografie", name_de="Demografie")
    )
    ContactFactory(cluster=cluster, email="post@example.org", phone="+49 212 12345")
    LocationFactory(
        cluster=cluster,
        is_seat=True,
        place__name="Solingen",
        street="Musterweg 1",
        postcode="42651",
        region=RegionFactory(name_de="Bergisches Land"),
    )
    said = text(pdf(cluster))
    wanted = [
        "Rezyklat e.V.",
        "Bringt Rezyklat in die Produktion.",
        "noch nicht vom Cluster bestätigt",
        "Erster Absatz. Zweiter Absatz.",
        "Fördermittelberatung (wahrscheinlich) – für Betriebe",
        "Demografie",
        "Spritzguss",
        "post@example.org",
        "+49 212 12345",
        "example.org/rezyklat",
        "Solingen (Sitz)",
        "Musterweg 1 42651 Solingen",
        "Bergisches Land",
        "Kreislaufwirtschaft",
        "2019",
        "Verein",
        "42",
        "Unternehmen 30",
        "2,5",
        "dl-de/by-2-0",
    ]
    assert [words for words in wanted if words not in said] == []


def test_empty_entry_says_what_is_not_documented():
    reader = pdf(ClusterFactory())
    assert is_one_page(reader)
    assert text(reader).count("nicht belegt") >= 7
    assert "Vollzeitstellen" not in text(reader)


def test_dormant_entry_says_so():
    assert "ruht" in text(pdf(ClusterFactory(state="dormant")))


def test_nothing_internal_is_in_the_pdf():
    cluster = ClusterFactory(search_keywords="Internwort")
    ContactFactory(cluster=cluster, email="geheim@example.org", is_public=False)
    LocationFactory(
        cluster=cluster,
        street="Geheimweg 1",
        postcode="42651",
        is_address_public=False,
    )
    said = str(one_page(Cluster.objects.for_detail().get(pk=cluster.pk), URL))
    found = f"{text(pdf(cluster))} {said}".lower()
    secret = ["geheim", "42651", "internwort"]
    assert [word for word in secret if word in found] == []


# --- one page, whatever the entry holds


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_seeded_entry_is_one_page(seed, language):
    readers = {c.slug: pdf(c, language) for c in Cluster.objects.all()}
    assert [slug for slug, reader in readers.items() if not is_one_page(reader)] == []
    # what we hold of them fits in full
    cut = [slug for slug, reader in readers.items() if "…" in text(reader)]
    assert cut == []


def fullest(letters: str = "Wort und Satz, ") -> Cluster:
    def fill(length):
        return (letters * (length // len(letters) + 1))[:length].strip()

    cluster = ClusterFactory(
        name=fill(150),
        short_name=fill(60),
        summary_de=fill(220),
        description_de=fill(5000),
        legal_form=fill(120),
        carrier=fill(300),
        website=f"https://example.org/{'w' * 170}/",
        founding_year=1999,
        members_count=2_000_000_000,
        members_firms=1_000_000_000,
        members_other=5,
        staff_fte="9999.9",
        state="dormant",
        confirmed_on="2026-01-01",
        confirmed_by=fill(120),
        innovation_field=InnovationFieldFactory(name_de=fill(100)),
        topics=TopicFactory.create_batch(40),
    )
    for n in range(12):
        ServiceOfferFactory(
            cluster=cluster, note_de=fill(300), service_type__name_de=f"{n} {fill(90)}"
        )
        ClusterDriverFactory(
            cluster=cluster, note_de=fill(300), driver__name_de=f"{n} {fill(90)}"
        )
        ContactFactory(
            cluster=cluster,
            name=fill(120),
            role_de=f"{n} {fill(140)}",
            as_of="2025",
            source_url="https://example.org/",
            email=f"{'m' * 60}{n}@{'e' * 60}.example.org",
            phone="+49 2421 1234567890",
        )
        LocationFactory(
            cluster=cluster,
            street=f"{n} {fill(110)}",
            postcode="42651",
            place__name=f"{n} {fill(90)}",
            region=RegionFactory(name_de=fill(90)),
        )
    return cluster


@pytest.mark.parametrize("letters", ["Wort und Satz, ", "Wortungetüm", "WWWW "])
def test_fullest_entry_is_one_page_that_leads_on(letters):
    cluster = fullest(letters)
    reader = pdf(cluster)
    assert is_one_page(reader)
    assert "… mehr unter cluster.example.org/cluster/a/" in text(reader)
    assert "Verzeichnis der ClusterAllianz.NRW" in text(reader)
    # the last fact of the narrow column is not cut off
    assert "9999,9" in text(reader)


@pytest.mark.parametrize("letters", [600, 1500, 3000, 5000])
def test_long_description_is_cut_between_words(letters):
    words = " ".join(f"wort{n:04}" for n in range(letters // 9))
    reader = pdf(ClusterFactory(description_de=words))
    said = text(reader)
    assert is_one_page(reader)
    is_cut = "mehr unter" in said
    assert is_cut is (words[-8:] not in said)


def test_levels_never_grow():
    pairs = list(pairwise(LEVELS))
    assert all(
        (a.text, a.note, a.line, a.items) >= (b.text, b.note, b.line, b.items)
        for a, b in pairs
    )


@pytest.mark.parametrize(
    ("text", "most", "result"),
    [
        ("", 5, ("", False)),
        ("kurz", 4, ("kurz", False)),
        ("eins zwei drei", 11, ("eins zwei…", True)),
        ("eins, zwei", 7, ("eins…", True)),
        ("x" * 30, 10, ("x" * 9 + "…", True)),
        ("etwas", 0, ("", True)),
    ],
)
def test_text_is_shortened_between_words(text, most, result):
    assert shortened(text, most) == result


# --- text of users is never source


@pytest.mark.parametrize(
    "markup",
    [
        '#panic() #import "@preview/x:1.0.0": * #read("profile.typ")',
        "*fett* _kursiv_ `code` $x^2$ <marke> @verweis // kein Kommentar /* nie */",
        '"Anführung" \\"und\\" \\ Rückstrich \\u{41} \\n {} [] ~ -- = + - /',
        "'; DROP TABLE x;-- %s {0} {{ name }} {% now %} <script>alert(1)</script>",
    ],
)
def test_markup_is_shown_as_it_was_typed(markup):
    cluster = ClusterFactory(name=markup[:150], description_de=markup)
    ContactFactory(cluster=cluster, role_de=markup[:150])
    said = text(pdf(cluster)).replace(" ", "")
    words = [word for word in markup.split() if len(word) < 12]
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    "letters",
    [
        "😀 👩‍👩‍👧 🏭",
        "שלום עולם",
        "مرحبا بالعالم",
        "工場 日本語 한국어 ไทย",
        "Zürich Łódź Ελλάδα Москва",
        "a\x00b\x07c\u202ed\u2066e\u200bf\ufeffg",
        "\ud83d",
        "e" + "\u0301" * 300,
        "\ue000\U000f0000\ufffe",
        "1\u2028\u2029\x85\x0c\x1c2",
    ],
)
def test_any_letters_give_a_page(letters):
    # not saved: PostgreSQL takes no zero bytes
    cluster = ClusterFactory()
    cluster = Cluster.objects.for_detail().get(pk=cluster.pk)
    cluster.name = cluster.description_de = cluster.summary_de = letters
    reader = PdfReader(BytesIO(profile_pdf(one_page(cluster, URL))))
    assert is_one_page(reader)


def test_letters_of_europe_are_all_there():
    said = text(pdf(ClusterFactory(description_de="Łódź Ελλάδα Москва ½ € ✓ CO₂")))
    assert "Łódź Ελλάδα Москва ½ € ✓ CO₂" in said


def test_letters_without_a_glyph_become_a_square():
    assert "Werk □" in text(pdf(ClusterFactory(description_de="Werk 🏭")))


def test_long_words_may_break():
    assert line("x" * 50).split("\u200b") == ["x" * 18, "x" * 18, "x" * 14]
    address = "geschaeftsstelle@cluster.example.org"
    parts = ["geschaeftsstelle@", "cluster.", "example.", "org"]
    assert line(address).split("\u200b") == parts
    assert line(" kurz \n\t gut ") == "kurz gut"


# --- the address


def test_file_is_sent_with_its_name(client):
    ClusterFactory(slug="a")
    response = client.get("/cluster/a/steckbrief.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="a.pdf"'
    reader = PdfReader(BytesIO(response.content))
    assert "testserver/cluster/a/" in text(reader)


def test_english_address_gives_the_english_page(client):
    ClusterFactory(slug="a")
    response = client.get("/en/cluster/a/steckbrief.pdf")
    reader = PdfReader(BytesIO(response.content))
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "testserver/en/cluster/a/" in text(reader)


@pytest.mark.parametrize(
    ("state", "status"),
    [("published", 200), ("dormant", 200), ("draft", 404), ("archived", 410)],
)
@pytest.mark.parametrize("file", ["steckbrief.pdf", "kontakt.vcf", "einbetten/"])
def test_file_answers_as_the_profile_does(client, state, status, file):
    ClusterFactory(slug="a", state=state)
    assert client.get(f"/cluster/a/{file}").status_code == status
    assert client.head(f"/cluster/a/{file}").status_code == status


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("file", ["steckbrief.pdf", "kontakt.vcf", "einbetten/"])
def test_former_address_leads_to_the_new_one(client, file, prefix):
    FormerSlug.objects.create(slug="alt", cluster=ClusterFactory(slug="neu"))
    response = client.get(f"{prefix}/cluster/alt/{file}")
    assert response.status_code == 301
    assert response["Location"] == f"{prefix}/cluster/neu/{file}"


@pytest.mark.parametrize("file", ["steckbrief.pdf", "kontakt.vcf", "einbetten/"])
def test_former_address_of_a_draft_stays_hidden(client, file):
    hidden = ClusterFactory(slug="neu", state="draft")
    FormerSlug.objects.create(slug="alt", cluster=hidden)
    assert client.get(f"/cluster/alt/{file}").status_code == 404


@pytest.mark.parametrize("file", ["steckbrief.pdf", "kontakt.vcf", "einbetten/"])
def test_file_is_only_read(client, file):
    ClusterFactory(slug="a")
    assert client.post(f"/cluster/a/{file}").status_code == 405
    assert client.get(f"/cluster/fehlt/{file}").status_code == 404


def test_unchanged_page_is_told_in_a_word(client):
    ClusterFactory(slug="a")
    first = client.get("/cluster/a/steckbrief.pdf")
    again = client.get(
        "/cluster/a/steckbrief.pdf", headers={"if-none-match": first["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_page_that_is_taken_is_counted(client):
    cluster = ClusterFactory(slug="a")
    client.get("/cluster/a/steckbrief.pdf")
    counted = DailyCount.objects.values_list("cluster", "kind", "number")
    assert list(counted) == [(cluster.pk, "sheet", 1)]


def test_same_facts_are_set_once_and_give_the_same_bytes():
    cluster = Cluster.objects.for_detail().get(pk=ClusterFactory().pk)
    kept_profile.cache_clear()
    first, second = (profile_pdf(one_page(cluster, URL)) for _n in range(2))
    assert kept_profile.cache_info().misses == 1
    kept_profile.cache_clear()
    assert profile_pdf(one_page(cluster, URL)) == first == second


def test_pages_can_be_set_at_the_same_time():
    cluster = Cluster.objects.for_detail().get(pk=ClusterFactory().pk)
    versions = [one_page(cluster, URL) | {"name": f"Name {n}"} for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        files = list(pool.map(profile_pdf, versions))
    names = [f"Name {n}" in text(PdfReader(BytesIO(f))) for n, f in enumerate(files)]
    assert names == [True] * 8


@pytest.mark.parametrize("number", [1, 5, 50])
def test_pdf_costs_the_same_queries(client, number, django_assert_max_num_queries):
    cluster = ClusterFactory(slug="a")
    for _n in range(number):
        ServiceOfferFactory(cluster=cluster)
        ContactFactory(cluster=cluster)
        LocationFactory(cluster=cluster)
    with django_assert_max_num_queries(16):
        client.get("/cluster/a/steckbrief.pdf")
