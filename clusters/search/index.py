"""The stored index: from a row's texts to postings.

Every write runs inside the transaction that saves the row.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, QuerySet

from clusters.models import SearchFrequency, SearchPosting, SearchTerm
from clusters.search.analysis import searchable, stem
from clusters.search.forms import BATCH, Forms, batched, store_forms, term_ids

K1 = 0.9
SCALE = 1000  # impacts are stored in thousandths
EVERYTHING = "*"  # the term that every document has: its frequency is their number
MAX_FORMS = 200  # characters


@dataclass(frozen=True)
class Field:
    """A part of a document. `weight`: worth of a word in it; `length`: usual number of
    words; `b`: how much a longer text than usual dilutes its words, from 0 to 1."""

    weight: float
    length: float
    b: float


@dataclass
class Document:
    """A row to be indexed.

    `texts`: (field, text, language) triples. `concepts`: concept to certainty 0..1.
    """

    key: int
    texts: list[tuple[str, str, str]]
    concepts: dict[str, float] = field(default_factory=dict)


class Posting(NamedTuple):
    """What is stored of a term in a document, as SearchPosting explains it."""

    impact: int
    fields: str = ""
    forms: str = ""


Postings = dict[str, Posting]


@dataclass
class Report:
    """What an indexing run did, in documents and words."""

    documents: int = 0
    changed: int = 0
    removed: int = 0
    new_forms: int = 0


def impact(frequency: float) -> int:
    """Saturated weight of a term in thousandths (BM25 with k1 = 0.9)."""
    return round(SCALE * frequency * (K1 + 1) / (K1 + frequency))


def postings_of(document: Document, fields: dict[str, Field]) -> tuple[Postings, Forms]:
    """Term to posting of a document, and every form with its terms."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    lengths: Counter[str] = Counter()
    forms: Forms = defaultdict(dict)
    written: dict[str, set[str]] = defaultdict(set)
    for name, text, language in document.texts:
        for token in searchable(text):
            term = stem(token.form, language)
            counts[term][name] += 1
            lengths[name] += 1
            forms[token.form].setdefault(term, token.spelling)
            written[term].add(token.form)
    postings = {EVERYTHING: Posting(0)}
    for term, by_field in counts.items():
        shares = {
            name: fields[name].weight * count / _dilution(fields[name], lengths[name])
            for name, count in by_field.items()
        }
        names = sorted(shares, key=lambda name: (-shares[name], name))
        postings[term] = Posting(
            impact(sum(shares.values())), " ".join(names), fitting(written[term])
        )
    for concept, certainty in document.concepts.items():
        kind = concept.split(":")[0]
        postings[concept] = Posting(round(SCALE * certainty), kind)
    return postings, forms


def fitting(words: Iterable[str]) -> str:
    """The words with spaces between, in order, as far as there is room for them."""
    text = " ".join(sorted(words))
    return text if len(text) <= MAX_FORMS else text[:MAX_FORMS].rpartition(" ")[0]


def _dilution(part: Field, length: int) -> float:
    return 1 - part.b + part.b * length / part.length


@dataclass(frozen=True)
class Corpus:
    """A searched kind of rows. `public`: narrows a queryset to what may be found, with
    all that `document` reads; `fields`: the fields that `document` fills."""

    name: str
    fields: dict[str, Field]
    document: Callable[[Any], Document]
    public: Callable[[QuerySet], QuerySet]

    def rebuild(
        self, rows: QuerySet, progress: Callable[[], None] = lambda: None
    ) -> Report:
        """Store the words of these rows as of now, and forget those not public."""
        public = self.public(rows)
        report = store_documents(
            self.name,
            (self.document(row) for row in public),
            self.fields,
            progress=progress,
        )
        hidden = rows.exclude(pk__in=[row.pk for row in public])
        report.removed = remove_documents(
            self.name, hidden.values_list("pk", flat=True)
        )
        return report

    def update(self, row) -> None:
        """Store the words of one row; call it in the transaction that saves it."""
        self.rebuild(type(row)._default_manager.filter(pk=row.pk))

    def stale(self, rows: QuerySet) -> list[int]:
        """Keys whose stored words are not what the rows say: changed without us,
        missing, or stored for a row that is gone or not public."""
        wanted = {
            row.pk: postings_of(self.document(row), self.fields)[0]
            for row in self.public(rows)
        }
        stored = set(
            SearchPosting.objects.filter(
                corpus=self.name, term__text=EVERYTHING
            ).values_list("key", flat=True)
        )
        differing = set()
        for some in batched(sorted(wanted), 200):
            found = stored_postings(self.name, some)
            differing |= {key for key in some if found.get(key) != wanted[key]}
        return sorted(differing | (stored - wanted.keys()))


@transaction.atomic
def store_documents(
    corpus: str,
    documents: Iterable[Document],
    fields: dict[str, Field],
    *,
    progress: Callable[[], None] = lambda: None,
) -> Report:
    """Store these documents where they differ from what is stored."""
    report = Report()
    forms: Forms = defaultdict(dict)
    touched: set[str] = set()
    for batch in batched(documents, 200):
        wanted = {}
        for document in batch:
            wanted[document.key], found = postings_of(document, fields)
            for form, terms in found.items():
                forms[form] = terms | forms[form]
            progress()
        stored = stored_postings(corpus, wanted)
        changed = {k: v for k, v in wanted.items() if v != stored.get(k)}
        for key, postings in changed.items():
            touched |= postings.keys() ^ stored.get(key, {}).keys()
        _store_postings(corpus, changed)
        report.documents += len(batch)
        report.changed += len(changed)
    count_documents(corpus, touched)
    report.new_forms = store_forms(forms)
    return report


def _store_postings(corpus: str, changed: dict[int, Postings]) -> None:
    SearchPosting.objects.filter(corpus=corpus, key__in=changed).delete()
    ids = term_ids({term for postings in changed.values() for term in postings})
    SearchPosting.objects.bulk_create(
        [
            SearchPosting(
                corpus=corpus, key=key, term_id=ids[term], **posting._asdict()
            )
            for key, postings in changed.items()
            for term, posting in postings.items()
        ],
        batch_size=BATCH,
    )


def stored_postings(corpus: str, keys: Iterable[int]) -> dict[int, Postings]:
    """Key to its stored postings, as `postings_of` gives them."""
    stored: dict[int, Postings] = defaultdict(dict)
    rows = SearchPosting.objects.filter(corpus=corpus, key__in=list(keys)).values_list(
        "key", "term__text", *Posting._fields
    )
    for key, term, *posting in rows:
        stored[key][term] = Posting(*posting)
    return stored


def remove_documents(corpus: str, keys: Iterable[int]) -> int:
    """Forget these documents; returns how many there were."""
    postings = SearchPosting.objects.filter(corpus=corpus, key__in=list(keys))
    pairs = set(postings.values_list("key", "term__text"))
    if not pairs:
        return 0
    postings.delete()
    count_documents(corpus, {term for _key, term in pairs})
    return len({key for key, _term in pairs})


def count_documents(corpus: str, terms: Iterable[str] | None = None) -> int:
    """Count anew how many documents have these terms, else all terms; returns how
    many numbers were wrong."""
    wrong = 0
    for some in batched(sorted(every_term() if terms is None else terms), BATCH):
        miscounted = miscounts(corpus, some)
        SearchFrequency.objects.bulk_create(
            [
                SearchFrequency(corpus=corpus, term_id=term, documents=number)
                for term, number in miscounted.items()
            ],
            update_conflicts=True,
            unique_fields=["term", "corpus"],
            update_fields=["documents"],
        )
        wrong += len(miscounted)
    return wrong


def every_term() -> Iterable[str]:
    return SearchTerm.objects.values_list("text", flat=True)


def miscounts(corpus: str, terms: list[str]) -> dict[int, int]:
    """Primary key of a term to its number of documents, where it is stored wrong."""
    stored = dict(
        SearchFrequency.objects.filter(corpus=corpus, term__text__in=terms).values_list(
            "term_id", "documents"
        )
    )
    counted = dict(
        SearchPosting.objects.filter(corpus=corpus, term__text__in=terms)
        .order_by()
        .values_list("term_id")
        .annotate(Count("key"))
    )
    keys = [*counted, *(stored.keys() - counted.keys())]
    return {t: counted.get(t, 0) for t in keys if counted.get(t, 0) != stored.get(t, 0)}


def inverse_frequency(documents: int, frequency: int) -> float:
    """How rare a term is (BM25's idf; never negative)."""
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))
