"""Our answers to needs of firms, beside those of the usual search engines."""

from pathlib import Path

from django.core.management import call_command

from bench.engines import ENGINES, Search, Texts, available
from bench.quality import Query, Score, mistyped, score, table
from clusters.management.commands.evaluate_needs import evaluate, read_needs
from clusters.models import Cluster
from clusters.search.answer import answer_need
from clusters.search.concepts import all_terms, concept_of, phrases_of
from clusters.search.documents import cluster_document


def main(file: Path) -> None:
    needs = read_needs(file)
    call_command("load_directory", verbosity=0)
    keys = dict(Cluster.objects.values_list("slug", "pk"))
    queries = [
        Query(need["text"], frozenset(keys[s] for s in need["expected"] if s in keys))
        for need in needs
        if need["expected"]
    ]
    print(f"{len(queries)} needs as they are")
    print(table(compare(queries)))
    print("\nwith a typing error in every long word")
    print(table(compare(mistyped(queries))))
    without = len(needs) - len(queries)
    if without:
        rate = evaluate(needs)["honest_no_rate"]
        print(f"\n{without} needs without a cluster: honest no {rate:.3f} (ours)")


def compare(queries: list[Query]) -> list[Score]:
    """Ours first, then every engine that can run here, on the same words."""
    texts = whole_texts()
    scores = [score("ours", directory(), queries)]
    for name in available():
        for title, make in ENGINES[name]:
            scores.append(score(title, make(texts, "de"), queries))
    return scores


def directory() -> Search:
    """The search of the public list."""

    def search(query: str) -> list[int]:
        return [hit.key for hit in answer_need(query).hits]

    return search


def whole_texts() -> Texts:
    """All words that our search knows of a cluster, its synonyms too, as one text."""
    synonyms = {
        concept_of(term): [text for text, _language in phrases_of(term)]
        for term in all_terms()
    }
    texts = {}
    for cluster in Cluster.objects.published().for_detail():
        document = cluster_document(cluster)
        lines = [text for _field, text, _language in document.texts]
        for concept in document.concepts:
            lines += synonyms.get(concept, [])
        texts[cluster.pk] = "\n".join(lines)
    return texts
