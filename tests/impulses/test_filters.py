"""The filters of the impulse list: each alone, together, and with bad input."""

from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from clusters.models import Cluster, Driver, ServiceType, Topic
from clusters.search.concepts import all_terms, update_concepts
from impulses.filters import ImpulseFilterSet
from impulses.models import Addressee, FormerNumber, Impulse
from impulses.reviews.assignments import set_answer_due
from impulses.search import corpus
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    ImpulseFactory,
    ResponsibleUnitFactory,
    ServiceOfferFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db


def term(model, slug: str):
    return model.objects.create(slug=slug, name_de=slug.title(), name_en=f"{slug} (en)")


@pytest.fixture
def impulses():
    """Three impulses that differ in every filter; two clusters can deliver."""
    digital, green = term(Driver, "digitalisierung"), term(Driver, "dekarbonisierung")
    transfer, advice = term(ServiceType, "transfer"), term(ServiceType, "beratung")
    state, union = term(Addressee, "land"), term(Addressee, "eu")
    rows = [
        ImpulseFactory(
            number=1,
            title_de="Wasserstoff für den Mittelstand",
            drivers=[digital, green],
            service_types=[transfer],
            addressees=[state, union],
            answer="angenommen",
        ),
        ImpulseFactory(
            number=2,
            title_de="Fachkräfte sichern",
            drivers=[digital],
            service_types=[advice],
            addressees=[state],
            answer="abgelehnt",
            implementation="in-arbeit",
        ),
        ImpulseFactory(number=3, title_de="Rechte klären", answer="offen"),
    ]
    offering = ClusterFactory(slug="anbieter", state="published")
    ServiceOfferFactory(cluster=offering, service_type=transfer)
    rows[2].delivering_clusters.add(ClusterFactory(slug="genannt", state="published"))
    update_concepts(all_terms())
    corpus.rebuild(Impulse.objects.all())
    return rows


def filtered(query: str) -> ImpulseFilterSet:
    return ImpulseFilterSet(QueryDict(query), Impulse.objects.for_list())


def numbers(query: str) -> list[int]:
    return [impulse.number for impulse in filtered(query).ordered()]


def test_parameters_are_stable():
    assert list(ImpulseFilterSet.base_filters) == [
        "q",
        "treiber",
        "leistung",
        "antwort",
        "umsetzung",
        "adressat",
        "cluster",
        "stelle",
        "verzug",
        "wortlaut",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3]),
        ("q=wasserstoff", [1]),
        ("q=FACHKRAEFTE", [2]),
        ("treiber=digitalisierung", [1, 2]),
        ("treiber=digitalisierung&treiber=dekarbonisierung", [1]),
        ("leistung=beratung", [2]),
        ("leistung=ohne", [3]),
        ("treiber=ohne", [3]),
        ("leistung=ohne&leistung=beratung", []),
        ("treiber=digitalisierung&leistung=ohne", []),
        ("adressat=land", [1, 2]),
        ("adressat=land&adressat=eu", [1]),
        ("antwort=offen", [3]),
        ("antwort=angenommen&antwort=abgelehnt", [1, 2]),
        ("umsetzung=in-arbeit", [2]),
        ("cluster=anbieter", [1]),
        ("cluster=genannt", [3]),
        ("cluster=anbieter&cluster=genannt", [1, 3]),
        ("treiber=digitalisierung&antwort=abgelehnt", [2]),
        ("cluster=genannt&treiber=digitalisierung", []),
        ("sortierung=nummer", [1, 2, 3]),
    ],
)
def test_filter_finds(impulses, query, found):
    assert numbers(query) == found


def test_terms_that_an_impulse_lacks_are_counted(impulses):
    facets = {facet.name: facet.options[-1] for facet in filtered("").facets()}
    named = {name: (o.value, o.name, o.count) for name, o in facets.items()}
    assert named["treiber"] == ("ohne", "ohne Treiber", 1)
    assert named["leistung"] == ("ohne", "ohne Leistungsart", 1)
    narrowed = filtered("treiber=digitalisierung").facets()
    assert [facet.options[-1].count for facet in narrowed[:2]] == [0, 0]


def test_newest_public_change_comes_first(impulses):
    # days are set for answers that are owed
    Impulse.objects.update(answer=Impulse.Answer.OPEN)
    by, day = CoordinatorFactory(), date(2030, 3, 1)
    set_answer_due(impulses[1:2], day, is_public=True, by=by)
    set_answer_due(impulses[2:], day, is_public=False, by=by)
    # what nobody changed in public comes last, however often it was saved
    impulses[0].save()
    assert numbers("sortierung=neueste") == [2, 1, 3]


@pytest.mark.parametrize(
    ("query", "hints"),
    [
        ("treiber=gibt-es-nicht", 1),
        ("antwort=Offen", 1),
        ("umsetzung=x&umsetzung=y", 2),
        ("cluster=%00", 1),
        ("adressat=%27%3B--", 1),
        ("sortierung=zufall", 1),
        ("sortierung=treffer", 1),
        ("q=" + "x" * 400, 1),
        ("unbekannt=1&treiber=", 1),
        ("utm_source=brief&treiber=", 0),
    ],
)
def test_bad_parameters_are_left_out_with_a_hint(client, impulses, query, hints):
    response = client.get(f"{reverse('impulses:list')}?{query}")
    assert response.status_code == 200
    assert len(response.context["hints"]) == hints


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 5000, "%00"])
def test_bad_page_leads_to_the_nearest(client, impulses, page):
    response = client.get(f"{reverse('impulses:list')}?seite={page}")
    assert response.status_code == 200
    assert len(response.context["impulses"]) == 3
    assert len(response.context["hints"]) == 1


def counts(query: str, name: str) -> dict[str, int]:
    facet = next(facet for facet in filtered(query).facets() if facet.name == name)
    return {option.value: option.count for option in facet.options}


@pytest.mark.parametrize(
    "name", ["antwort", "umsetzung", "cluster", "stelle", "verzug", "wortlaut"]
)
def test_counts_of_alternatives_match_their_lists(impulses, name):
    unit = ResponsibleUnitFactory()
    owned = impulses[0].pk
    changes = {"responsible_unit": unit, "next_due_on": date(2025, 5, 1)}
    Impulse.objects.filter(pk=owned).update(**changes)
    for value, count in counts("", name).items():
        assert len(numbers(f"{name}={value}")) == count


@pytest.mark.parametrize("name", ["treiber", "leistung", "adressat", "cluster"])
def test_counts_match_their_lists_under_another_filter(impulses, name):
    other = "antwort=angenommen&antwort=abgelehnt"
    for value, count in counts(other, name).items():
        assert len(numbers(f"{other}&{name}={value}")) == count


def test_facets_that_divide_nothing_are_not_shown(impulses):
    names = [facet.name for facet in filtered("").facets()]
    assert {"stelle", "verzug"}.isdisjoint(names)
    assert "verzug" in [facet.name for facet in filtered("verzug=ja").facets()]


def test_units_due_dates_and_wordings_are_counted(impulses):
    late, owned, _third = impulses
    unit = ResponsibleUnitFactory(slug="referat")
    Impulse.objects.filter(pk=late.pk).update(next_due_on=date(2025, 5, 1))
    Impulse.objects.filter(pk=owned.pk).update(responsible_unit=unit)
    assert counts("", "stelle") == {"referat": 1, "ohne": 2}
    assert counts("", "verzug") == {"ja": 1, "bald": 0, "spaeter": 0, "ohne": 2}
    assert counts("verzug=ohne", "stelle") == {"referat": 1, "ohne": 1}
    assert counts("stelle=referat", "stelle") == {"referat": 1, "ohne": 2}
    assert numbers("stelle=referat&stelle=ohne") == [1, 2, 3]
    assert numbers("verzug=ja&verzug=bald") == [late.number]
    assert numbers("wortlaut=erfasst") == []


def test_cluster_counts_both_ways_once(impulses):
    impulses[0].delivering_clusters.set(Cluster.objects.filter(slug="anbieter"))
    assert counts("", "cluster") == {"anbieter": 1, "genannt": 1}


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_hidden_clusters_are_no_choice(impulses, state):
    Cluster.objects.filter(slug="genannt").update(state=state)
    assert counts("", "cluster") == {"anbieter": 1}
    assert len(filtered("cluster=genannt").hints) == 1
    assert numbers("cluster=genannt") == [1, 2, 3]


def test_pills_take_one_filter_away(impulses):
    pills = filtered("q=sichern&treiber=digitalisierung&antwort=abgelehnt").pills
    assert [(pill.name, pill.without) for pill in pills] == [
        ("q", "?treiber=digitalisierung&antwort=abgelehnt"),
        ("treiber", "?q=sichern&antwort=abgelehnt"),
        ("antwort", "?q=sichern&treiber=digitalisierung"),
    ]


def test_best_match_comes_first(impulses):
    assert numbers("q=fachkräfte sichern wasserstoff") == [2, 1]


def test_index_is_written_only_where_words_changed(impulses):
    assert corpus.rebuild(Impulse.objects.all()).changed == 0
    impulses[2].title_de = "Photonik"
    impulses[2].save()
    corpus.update(impulses[2])
    assert numbers("q=photonik") == [3]


def test_short_words_do_not_filter(impulses):
    assert numbers("q=a") == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *[("2", [2]), ("Impuls 2", [2]), ("impulse 2", [2]), ("Nr. 2", [2])],
        # former numbers lead on; numbers that nothing has find nothing
        *[("41", [3]), ("99", []), ("Impuls 99", []), ("99999", [])],
        # a number in a sentence is a word of it
        ("2 Fachkräfte", [2]),
    ],
)
def test_number_finds_its_impulse(impulses, text, found):
    FormerNumber.objects.create(number=41, impulse=impulses[2])
    assert numbers(f"q={text}") == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=3&treiber=digitalisierung", []),
        ("q=2&treiber=digitalisierung", [2]),
        ("q=fachkräfte&treiber=dekarbonisierung", []),
        ("q=fachkräfte wasserstoff&treiber=dekarbonisierung", [1]),
        ("q=a&treiber=dekarbonisierung", [1]),
    ],
)
def test_text_is_looked_for_among_the_filtered(impulses, query, found):
    assert numbers(query) == found
    assert filtered(query).number == len(found)


@pytest.fixture
def words(impulses):
    """A topic that only its whole name speaks of, and a driver with the same word."""
    topic = Topic.objects.create(
        name="Künstliche Intelligenz", slug="ki", synonyms="KI"
    )
    driver = impulses[0].drivers.get(slug="digitalisierung")
    driver.synonyms = "KI\nQuantencomputer"
    driver.save()
    update_concepts([topic, driver])
    impulses[1].title_de = "Künstliche Intelligenz"
    impulses[2].title_de = "Intelligenz der Maschinen"
    for impulse in impulses[1:]:
        impulse.save()
    corpus.rebuild(Impulse.objects.all())


@pytest.mark.usefixtures("words")
def test_short_form_finds_the_name_in_full_first():
    assert numbers("q=KI") == [2, 1]
    assert numbers("q=Künstliche Intelligenz")[0] == 2


@pytest.mark.usefixtures("words")
def test_each_hit_says_why(client):
    page = page_of(client.get("/impulse/?q=KI"))
    why = [[li.text for li in ul.select("li")] for ul in page.select(".cards .why")]
    assert why == [
        ["Thema: Künstliche Intelligenz", "Treiber: Digitalisierung"],
        ["Treiber: Digitalisierung"],
    ]
    assert page_of(client.get("/impulse/")).select(".why") == []


@pytest.mark.usefixtures("words")
def test_page_says_if_only_a_driver_was_found(client):
    page = page_of(client.get("/impulse/?q=Quantencomputer"))
    assert "Kein Impuls nennt „Quantencomputer“." in page.select_one(".hint").text
    assert page_of(client.get("/impulse/?q=KI")).select_one(".hint") is None


def test_empty_list_offers_only_what_brings_something_back(client, impulses):
    page = page_of(client.get("/impulse/?treiber=dekarbonisierung&antwort=abgelehnt"))
    offered = [a.text for a in page.select(".empty .pills a")]
    assert offered == ["ohne Dekarbonisierung (1 Impuls)", "ohne abgelehnt (1 Impuls)"]
    # a text is looked for among all once its neighbour is taken away
    query = "?q=Fachkräfte&treiber=dekarbonisierung"
    page = page_of(client.get(f"/impulse/{query}"))
    offered = [a.text for a in page.select(".empty .pills a")]
    assert offered == [
        "ohne Text: Fachkräfte (1 Impuls)",
        "ohne Dekarbonisierung (1 Impuls)",
    ]
    hopeless = page_of(client.get("/impulse/?q=xyzzyq&treiber=dekarbonisierung"))
    assert [a["href"] for a in hopeless.select(".empty .pills a")] == [
        "?treiber=dekarbonisierung"
    ]
    query = "?treiber=dekarbonisierung&leistung=beratung&antwort=offen"
    assert page_of(client.get(f"/impulse/{query}")).select(".empty .pills") == []


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("text", ["KI", "Fachkräfte", "7", "a", ""])
def test_text_keeps_the_list_within_its_queries(
    client, text, django_assert_max_num_queries
):
    client.get("/impulse/?q=KI")
    with django_assert_max_num_queries(12):
        client.get("/impulse/", {"q": text})


def test_facet_says_how_its_ticks_count(client, impulses):
    page = page_of(client.get("/impulse/?treiber=dekarbonisierung&antwort=offen"))
    said = [p.text for p in page.select(".filters fieldset p")]
    assert said == ["mit allem Angekreuzten", "mit mindestens einem Angekreuzten"]
