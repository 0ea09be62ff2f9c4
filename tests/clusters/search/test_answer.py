"""The answer on the real directory: verdict, reasons, distance, bodies."""

import pytest

from clusters.models import Cluster, Place
from clusters.search.answer import Verdict, answer_need
from clusters.search.concepts import concept_names
from clusters.search.reasons import marked, reasons_for

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.django_db]


def answered(text: str, **options):
    answer = answer_need(text, Cluster.objects.published(), **options)
    answer.need.names = concept_names()
    return answer


def slugs(answer) -> list[str]:
    rows = dict(Cluster.objects.values_list("pk", "slug"))
    return [rows[hit.key] for hit in answer.hits]


NEEDS = [
    ("Unsere Spedition in Hamm findet keine Fahrer", "logistik-nrw"),
    ("Seit gestern sind unsere Rechner gesperrt, jemand verlangt Lösegeld", "digital-sicher-nrw"),
    ("Our injection moulding shop wants to use recycled granulate", "kunststoffland-nrw"),
    ("Unsere Linsen brauchen eine kratzfeste Oberfläche", "nmwp-nrw"),
    ("Wer vertritt uns Weber bei der Landesregierung?", "zitex"),
    ("Wir brauchen ein eigenes Funknetz auf dem Werksgelände", "5g-nrw"),
    ("We want to test our sensor in a self-driving bus", "innocam-nrw"),
]  # fmt: skip


@pytest.mark.parametrize(("need", "slug"), NEEDS)
def test_need_reaches_its_cluster(need, slug):
    answer = answered(need)
    assert (answer.verdict, slugs(answer)[0]) == (Verdict.FITS, slug)


@pytest.mark.parametrize(
    ("need", "verdict"),
    [
        ("Wo beantragen wir eine Baugenehmigung?", Verdict.OUTSIDE),
        ("Wir suchen eine Kantine für unsere Belegschaft", Verdict.OUTSIDE),
        ("Gibt es in NRW jemanden für Tiefseebergbau?", Verdict.OUTSIDE),
        ("Quastenflosser", Verdict.NOTHING),
    ],
)
def test_no_is_said_honestly(need, verdict):
    answer = answered(need)
    assert (answer.verdict, answer.fitting) == (verdict, [])
    assert len(answer.bodies) == 3


def test_subject_names_the_body_that_deals_with_it():
    answer = answered("Bei vollen Auftragsbüchern fehlt uns die Zeit für neue Ideen")
    assert [subject.slug for subject in answer.subjects] == ["unternehmensfuehrung"]
    assert answer.bodies[0].slug == "zenit"


@pytest.mark.parametrize("need", [need for need, _slug in NEEDS])
def test_reasons_add_up_to_the_points(need):
    answer = answered(need)
    clusters = Cluster.objects.for_list().in_bulk([hit.key for hit in answer.hits])
    for hit in answer.hits:
        reasons = reasons_for(hit, clusters[hit.key], answer.need)
        assert sum(reason.points for reason in reasons) == hit.points
        assert all(reason.sentence for reason in reasons)


def test_reasons_say_what_was_understood_and_what_is_missing():
    answer = answered("Unsere Spedition sucht einen Zuschuss")
    cluster = Cluster.objects.for_list().get(slug="logistik-nrw")
    hit = next(hit for hit in answer.hits if hit.key == cluster.pk)
    said = [reason.sentence for reason in reasons_for(hit, cluster, answer.need)]
    assert said == [
        "„Spedition“ gehört zu seinen Stichwörtern.",
        "Thema Logistik (passt zu „Spedition“).",
        "Innovationsfeld Vernetzte Mobilität und Logistik (passt zu „Spedition“).",
        "Fördermittelberatung ist laut Quellen nicht belegt.",
    ]


@pytest.mark.parametrize("text", ["Spedition in Hamm", "Spedition, 59065"])
def test_place_of_the_need_becomes_distance(text):
    answer = answered(text)
    part = next(p for p in answer.hits[0].contributions if p.kind == "distance")
    assert answer.need.place.slug == "hamm"
    assert (part.words, round(part.km)) == (("Hamm",), 31)


def test_chosen_place_goes_before_the_one_in_the_need():
    aachen = Place.objects.get(slug="aachen")
    answer = answered("Spedition in Hamm", near=aachen)
    part = next(p for p in answer.hits[0].contributions if p.kind == "distance")
    assert part.words == ("Aachen",)


def test_essen_is_a_meal_without_in():
    assert answered("Wir stellen Essen her").need.place is None
    assert answered("Wir sind in Essen").need.place.slug == "essen"


def test_turned_negation_does_no_harm():
    with_no = answered("Wir brauchen keinen Messestand, sondern Lkw-Fahrer")
    assert slugs(with_no)[0] == "logistik-nrw"
    assert "leistung:internationalisierung" not in {
        meaning.concept for meaning in with_no.need.meanings
    }


def test_politeness_changes_nothing():
    plain = answered("Spedition sucht Fahrer")
    polite = answered("Guten Tag, könnten Sie uns bitte helfen? Spedition sucht Fahrer")
    assert slugs(polite) == slugs(plain)


def test_typo_finds_the_same():
    assert slugs(answered("Speditoin"))[0] == "logistik-nrw"


@pytest.mark.parametrize("text", ["Wir suchen Mitarbeiter", "Azubis", "need people"])
def test_wish_for_a_service_alone_is_met_by_those_who_offer_it(text):
    answer = answered(text)
    offering = set(
        Cluster.objects.filter(
            offers__service_type__slug="fachkraeftesicherung"
        ).values_list("slug", flat=True)
    )
    rows = dict(Cluster.objects.values_list("pk", "slug"))
    assert answer.verdict is Verdict.FITS
    assert {rows[hit.key] for hit in answer.fitting} <= offering


def test_filter_that_empties_the_list_is_named():
    offering = Cluster.objects.filter(
        offers__service_type__slug="foerdermittelberatung"
    )
    answer = answer_need("Unsere Spedition sucht Fahrer", offering)
    assert (answer.verdict, answer.fitting) == (Verdict.FILTERED, [])
    assert answer.fitting_elsewhere == 1


def test_place_alone_shows_who_is_near():
    answer = answered("in Wuppertal")
    assert answer.verdict is Verdict.FITS
    assert slugs(answer)[0] in {"circular-valley", "5g-nrw"}


@pytest.mark.parametrize(
    "text",
    [
        "Gießerei in der Nähe von Hagen",
        "Gießerei Nähe Hagen",
        "Gießerei Hagen",
        "Gießerei im Umkreis von Hagen",
        "foundry close to Hagen",
    ],
)
def test_place_is_understood_as_people_say_it(text):
    assert answered(text).need.place.slug == "hagen"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("plastics near Cologne", "koeln"),
        ("in Dusseldorf", "duesseldorf"),
        ("aus Mülheim an der Ruhr", "muelheim"),
    ],
)
def test_places_have_other_names(text, slug):
    assert answered(text).need.place.slug == slug


@pytest.mark.parametrize("text", ["", "   ", "Hallo", "???"])
def test_nothing_said_is_an_empty_need(text):
    assert answered(text).need.is_empty


def test_marked_escapes_everything():
    text = marked("<b>Stahl</b> & Öl", frozenset({"stahl"}), "de")
    assert text == "&lt;b&gt;<mark>Stahl</mark>&lt;/b&gt; &amp; Öl"


def test_ranking_is_the_same_on_every_database():
    """The same points on SQLite and PostgreSQL: both run this test."""
    answer = answered("Unsere Spedition in Hamm findet keine Fahrer")
    rows = dict(Cluster.objects.values_list("pk", "slug"))
    assert [(rows[h.key], h.points) for h in answer.hits[:3]] == GOLDEN


GOLDEN = [
    ("logistik-nrw", 10701),
    ("innocam-nrw", 4703),
    ("automotiveland-nrw", 3342),
]
