"""The known words: their terms, the parts of compounds, and the phrases that mean
a concept.

Every write runs inside the transaction that saves a row or a vocabulary entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction
from django.db.models import Q

from clusters.models import (
    Place,
    Region,
    SearchForm,
    SearchPhrase,
    SearchTerm,
    renew_words,
)
from clusters.search.analysis import fold, parts, phrase_words, stem
from clusters.search.dictionary import is_correct

BATCH = 2000

# folded word to its terms, each with a spelling of the word
Forms = dict[str, dict[str, str]]


def batched(items: Iterable, size: int) -> Iterator[list]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


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


def store_forms(forms: Forms) -> int:
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
        (form, term, spelling)
        for form in texts
        for term, spelling in sorted(forms[form].items())
        if (form, term) not in known
    ]
    if not new:
        return 0
    ids = term_ids({term for _form, term, _spelling in new})
    SearchForm.objects.bulk_create(
        [
            SearchForm(text=form, term_id=ids[term], spelling=spelling[:80])
            for form, term, spelling in new
        ],
        batch_size=BATCH,
    )
    find_parts({form for form, _term, _spelling in new})
    renew_words()
    return len(new)


def split_all_forms() -> int:
    """Take all compounds apart anew; returns how many came out differently."""
    changed = find_parts(set(SearchForm.objects.values_list("text", flat=True)))
    if changed:
        renew_words()
    return changed


def find_parts(new: set[str]) -> int:
    """Split the new forms, and the old ones that a new form may be a part of.

    Returns how many forms have other parts than before.
    """
    known = set(SearchForm.objects.values_list("text", flat=True).distinct())
    stems = {stem(form) for form in known}
    # a name is no compound: there is no "Dorf" in "Düsseldorf", no "Rhein" to be
    # shipped on in "Niederrhein"
    names = {fold(name) for name in Place.objects.values_list("name", flat=True)}
    names |= {fold(name) for name in Region.objects.values_list("name_de", flat=True)}

    def is_known(form: str) -> bool:
        return form in known or (is_correct(form) and stem(form) in stems)

    short = {form for form in new if 3 <= len(form) <= 30}
    touched = []
    for row in SearchForm.objects.all().iterator():
        if row.text in new or _holds_one(row.text, short):
            found = () if row.text in names else parts(row.text, is_known)
            stored = " ".join(dict.fromkeys(stem(part) for part in found))[:200]
            if stored != row.parts:
                row.parts = stored
                touched.append(row)
    return SearchForm.objects.bulk_update(touched, ["parts"], batch_size=500)


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
    forms: Forms = defaultdict(dict)
    changed = sum(
        _store_concept(concept, texts, forms) for concept, texts in phrases.items()
    )
    if changed and not store_forms(forms):
        renew_words()
    return changed


def _store_concept(
    concept: str, texts: Iterable[tuple[str, str]], forms: Forms
) -> bool:
    """Store the phrases of one concept, and note their words in `forms`."""
    wanted: dict[str, tuple[str, str]] = {}
    for text, language in texts:
        words = {token: stem(token.form, language) for token in phrase_words(text)}
        stems = sorted(set(words.values()))
        if not stems or len(" ".join(stems)) > 200:
            continue
        for token, term in words.items():
            forms[token.form].setdefault(term, token.spelling)
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
        renew_words()
    return len(gone)
