"""The comparison of search engines, as a program of its own: it makes a database."""

import json
import os
import random
import subprocess
import sys

import pytest
from django.conf import settings

from bench.quality import mistype, with_typos
from bench.synthetic import Generator
from clusters.models import Cluster, Location
from tests.factories import (
    DriverFactory,
    InnovationFieldFactory,
    PlaceFactory,
    RegionFactory,
    ServiceTypeFactory,
    TopicFactory,
)

DOCUMENTS = [
    {"id": "a", "text": "Die Gießerei sucht Abnehmer für Schlacke und Sand."},
    {"id": "b", "text": "Ein Verlag druckt Bücher über Vögel."},
    {"id": "c", "text": "Der Zug fährt am Abend nach Norden."},
]
QUERIES = [
    {"id": 1, "text": "Wohin mit der Schlacke?", "expected": ["a"]},
    {"id": 2, "text": "Vogelbuch", "expected": ["b", "gone"]},
]


@pytest.fixture
def bench(tmp_path):
    """Runs the command on lines or raw text; returns exit code, output and errors."""

    def run(documents, queries, *options):
        paths = []
        for name, lines in (("corpus", documents), ("queries", queries)):
            text = lines if isinstance(lines, str) else as_lines(lines)
            (tmp_path / name).write_text(text, encoding="utf-8")
            paths += [f"--{name}", str(tmp_path / name)]
        return program("manage.py", "bench_search", *paths, *options)

    return run


def program(*arguments):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": "sqlite://:memory:", "DEBUG": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def as_lines(rows) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def test_engines_are_compared_on_own_texts(bench):
    code, output, errors = bench(
        DOCUMENTS, QUERIES, "--against", "tantivy,fts5,icontains", "--json"
    )
    assert code == 0, errors
    results = json.loads(output)["results"]
    assert [row["engine"] for row in results] == [
        "ours",
        "tantivy exact",
        "tantivy fuzzy",
        "SQLite FTS5",
        "icontains",
    ]
    assert all(
        row.keys() >= {"success_at_1", "success_at_3", "mrr", "ms_per_query"}
        for row in results
    )
    assert (results[0]["success_at_1"], results[0]["mrr"]) == (1.0, 1.0)


def test_result_is_a_table_without_json(bench):
    code, output, _errors = bench(DOCUMENTS, QUERIES, "--typos", "--lang", "de")
    assert code == 0
    assert output.split()[:3] == ["engine", "at", "1"]


@pytest.mark.parametrize(
    ("documents", "queries", "options", "message"),
    [
        ("", QUERIES, [], "is empty"),
        ("no json", QUERIES, [], "line 1: no JSON"),
        ([{"id": 1}], QUERIES, [], "needs `id`, `text`"),
        (DOCUMENTS, "[]", [], "needs `text`, `expected`"),
        (DOCUMENTS, [{"text": "x", "expected": ["z"]}], [], "No query expects"),
        (DOCUMENTS, QUERIES, ["--against", "lucene"], "lucene cannot run here"),
        (DOCUMENTS, QUERIES, ["--lang", "fr"], "invalid choice: 'fr'"),
    ],
)
def test_bad_input_is_explained(bench, documents, queries, options, message):
    code, _output, errors = bench(documents, queries, *options)
    assert code != 0
    assert message in errors
    assert "Traceback" not in errors


def test_missing_file_is_explained(bench):
    code, _output, errors = bench(DOCUMENTS, QUERIES, "--corpus", "no-such-file")
    assert (code, "no-such-file cannot be read" in errors) == (1, True)


def test_needs_are_answered_by_ours_and_the_others(tmp_path):
    need = {"text": "Spedition sucht Fahrer", "expected": ["logistik-nrw"]}
    other = {"text": "Wo beantragen wir eine Baugenehmigung?", "expected": []}
    (tmp_path / "needs.json").write_text(json.dumps([need, other]), encoding="utf-8")
    code, output, errors = program(
        "-m", "bench", "search", "--needs", str(tmp_path / "needs.json")
    )
    assert code == 0, errors
    assert output.count("ours ") == output.count("SQLite FTS5 ") == 2
    assert "honest no 1.000" in output


def test_growth_is_measured_against_the_smallest_size():
    code, output, errors = program(
        *["-m", "bench", "scale"],
        *["--impulses", "36", "40", "--clusters", "25", "30"],
    )
    assert code == 0, errors
    impulses, clusters = output.split("sqlite, 30 against 25 clusters")
    assert "sqlite, 40 against 36 impulses" in impulses
    assert impulses.count("the budget of 3") == 13
    assert clusters.count("the budget of 3") == 6


def test_growth_leaves_out_what_has_no_size():
    code, output, errors = program("-m", "bench", "scale", "--impulses", "--clusters")
    assert (code, output) == (0, ""), errors


def test_typing_errors_are_the_same_every_time():
    text = "Unsere Spedition findet keine Fahrer"
    first, again = (with_typos(text, random.Random(7)) for _time in range(2))
    assert first == again != text
    assert first.split()[3] == "keine"


@pytest.mark.parametrize("seed", range(20))
def test_a_typing_error_changes_a_word_a_little(seed):
    wrong = mistype("Spedition", random.Random(seed))
    assert wrong[0] == "S"
    assert abs(len(wrong) - len("Spedition")) <= 1


@pytest.mark.django_db
def test_synthetic_clusters_are_valid_and_say_what_they_are():
    for factory in (DriverFactory, ServiceTypeFactory, TopicFactory):
        factory.create_batch(5, synonyms="Spritzguss\nDrehteile\nFördergeld")
    for factory in (InnovationFieldFactory, RegionFactory, PlaceFactory):
        factory()
    keys = Generator().make(3)
    clusters = Cluster.objects.filter(pk__in=keys)
    assert [("synthetisch" in c.name, c.topics.count() > 0) for c in clusters] == [
        (True, True)
    ] * 3
    for row in [*clusters, *Location.objects.filter(cluster__in=keys)]:
        row.full_clean()
