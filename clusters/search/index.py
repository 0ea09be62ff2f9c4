"""The stored index: from a row's texts to postings, and from vocabularies to phrases.

Every write runs inside the transaction that saves the row.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from clusters.models import (
    Place,
    SearchForm,
    SearchFrequency,
    SearchPhrase,
    SearchPosting,
    SearchTerm,
)
from clusters.search.analysis import fold, parts, phrase_words, searchable, stem
from clusters.search.vocabulary import renew_version

K1 = 0.9
SCALE = 1000  # impacts are stored in thousandths
EVERYTHING = "*"  # the term that every document has: its frequency is their number
BATCH = 2000
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


def postings_of(
    document: Document, fields: dict[str, Field]
) -> tuple[Postings, dict[str, set[str]]]:
    """Term to posting of a document, and every form with its terms."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    lengths: Counter[str] = Counter()
    forms: dict[str, set[str]] = defaultdict(set)
    written: dict[str, set[str]] = defaultdict(set)
    for name, text, language in document.texts:
        for token in searchable(text):
            term = stem(token.form, language)
            counts[term][name] += 1
            lengths[name] += 1
            forms[token.form].add(term)
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
    forms: dict[str, set[str]] = defaultdict(set)
    touched: set[str] = set()
    for batch in batched(documents, 200):
        wanted = {}
        for document in batch:
            wanted[document.key], found = postings_of(document, fields)
            for form, terms in found.items():
                forms[form] |= terms
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


def batched(items: Iterable, size: int) -> Iterator[list]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


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


def term_ids(texts: set[str]) -> dict[str, int]:
    """Text to primary key of these terms; missing ones are made."""
    ids = _known_ids(texts)
    missing = texts - ids.keys()
    if missing:
        SearchTerm.objects.bulk_create(
            [SearchTerm(text=text) for text in sorted(missing)],
            ignore_conflicts=True,
            batch_size=BATCH,
        )
        ids |= _known_ids(missing)
    return ids


def _known_ids(texts: set[str]) -> dict[str, int]:
    return {
        text: pk
        for some in batched(sorted(texts), BATCH)
        for text, pk in SearchTerm.objects.filter(text__in=some).values_list(
            "text", "pk"
        )
    }


def store_forms(forms: dict[str, set[str]]) -> int:
    """Add the forms that are new, and find compounds anew where they matter."""
    texts = sorted(forms)
    known = {
        pair
        for some in batched(texts, BATCH)
        for pair in SearchForm.objects.filter(text__in=some).values_list(
            "text", "term__text"
        )
    }
    new = [
        (form, term)
        for form in texts
        for term in sorted(forms[form])
        if (form, term) not in known
    ]
    if not new:
        return 0
    ids = term_ids({term for _form, term in new})
    SearchForm.objects.bulk_create(
        [SearchForm(text=form, term_id=ids[term]) for form, term in new],
        batch_size=BATCH,
    )
    find_parts({form for form, _term in new})
    renew_version()
    return len(new)


def find_parts(new: set[str]) -> None:
    """Split the new forms, and the old ones that a new form may be a part of."""
    known = set(SearchForm.objects.values_list("text", flat=True).distinct())
    stems = {stem(form) for form in known}
    # the name of a place is no compound: there is no "Dorf" in "Düsseldorf"
    places = {fold(name) for name in Place.objects.values_list("name", flat=True)}
    short = {form for form in new if 3 <= len(form) <= 30}
    touched = []
    for row in SearchForm.objects.all().iterator():
        if row.text in new or _holds_one(row.text, short):
            found = (
                ()
                if row.text in places
                else parts(row.text, lambda form: form in known or stem(form) in stems)
            )
            stored = " ".join(dict.fromkeys(stem(part) for part in found))[:200]
            if stored != row.parts:
                row.parts = stored
                touched.append(row)
    SearchForm.objects.bulk_update(touched, ["parts"], batch_size=500)


def _holds_one(text: str, words: set[str]) -> bool:
    """Whether one of the words is a proper piece of the text."""
    size = len(text)
    return any(
        text[start:end] in words
        for start in range(size - 2)
        for end in range(start + 3, size + 1)
        if end - start < size
    )


@transaction.atomic
def store_phrases(phrases: dict[str, Iterable[tuple[str, str]]]) -> int:
    """Let these (text, language) phrases mean these concepts; how many changed."""
    forms: dict[str, set[str]] = defaultdict(set)
    changed = sum(
        _store_concept(concept, texts, forms) for concept, texts in phrases.items()
    )
    store_forms(forms)
    return changed


def _store_concept(
    concept: str, texts: Iterable[tuple[str, str]], forms: dict[str, set[str]]
) -> bool:
    """Store the phrases of one concept, and note their words in `forms`."""
    wanted: dict[str, tuple[str, str]] = {}
    for text, language in texts:
        pairs = {(t.form, stem(t.form, language)) for t in phrase_words(text)}
        stems = sorted({term for _form, term in pairs})
        if not stems or len(" ".join(stems)) > 200:
            continue
        for form, term in pairs:
            forms[form].add(term)
        head = max(stems, key=lambda term: (len(term), term))
        wanted.setdefault(" ".join(stems), (text[:120], head[:80]))
    stored = {
        row.stems: (row.text, row.head)
        for row in SearchPhrase.objects.filter(concept=concept)
    }
    if stored == wanted:
        return False
    SearchPhrase.objects.filter(concept=concept).delete()
    SearchPhrase.objects.bulk_create(
        SearchPhrase(concept=concept, text=text, stems=stems, head=head)
        for stems, (text, head) in wanted.items()
    )
    return True


def forget_unused_words() -> int:
    """Delete forms and terms that no document and no phrase holds any more."""
    heads = {
        term
        for stems in SearchPhrase.objects.values_list("stems", flat=True)
        for term in stems.split()
    }
    unused = SearchTerm.objects.filter(~Q(postings__isnull=False)).exclude(
        text__in=heads if len(heads) < BATCH else []
    )
    gone = [term.pk for term in unused if term.text not in heads]
    for some in batched(gone, BATCH):
        SearchTerm.objects.filter(pk__in=some).delete()
    if gone:
        renew_version()
    return len(gone)


def inverse_frequency(documents: int, frequency: int) -> float:
    """How rare a term is (BM25's idf; never negative)."""
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))
