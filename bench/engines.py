"""Search engines to be compared: ours and the usual ones, behind one shape.

An engine indexes (key, text) pairs and answers a query with keys, best first.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

from django.db import connection

from clusters.search.analysis import searchable
from clusters.search.index import Corpus, Document, Field, store_documents
from clusters.search.ranking import rank
from clusters.search.understanding import understand

LIMIT = 10
Search = Callable[[str], list[int]]
Texts = dict[int, str]


def ours(texts: Texts, language: str) -> Search:
    """The real analysis, index and ranking, on one field."""
    words = sum(len(searchable(text)) for text in texts.values())
    usual = words / max(len(texts), 1)
    fields = {"text": Field(weight=1.0, length=max(usual, 1.0), b=0.75)}
    corpus = Corpus("bench", fields, lambda row: row, lambda rows: rows)
    documents = (
        Document(key, [("text", text, language)]) for key, text in texts.items()
    )
    store_documents(corpus.name, documents, fields)

    def search(query: str) -> list[int]:
        need = understand(query, language, with_places=False)
        return [hit.key for hit in rank(corpus.name, need)[:LIMIT]]

    return search


def tantivy_engine(texts: Texts, language: str, *, is_fuzzy: bool) -> Search:
    """BM25 of tantivy with its stemmer for the language, exact or with one edit."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    tokenizer = f"{language}_stem"
    builder.add_integer_field("key", stored=True)
    builder.add_text_field("body", tokenizer_name=tokenizer)
    index = tantivy.Index(builder.build())
    name = {"de": "german", "en": "english"}[language]
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer(name))
        .build()
    )
    index.register_tokenizer(tokenizer, analyzer)
    writer = index.writer()
    for key, text in texts.items():
        writer.add_document(tantivy.Document(key=key, body=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    schema = index.schema

    def search(query: str) -> list[int]:
        terms = dict.fromkeys(analyzer.analyze(query))
        parts = [
            (
                tantivy.Occur.Should,
                tantivy.Query.fuzzy_term_query(schema, "body", term, distance=1)
                if is_fuzzy
                else tantivy.Query.term_query(schema, "body", term, "freq"),
            )
            for term in terms
        ]
        if not parts:
            return []
        found = searcher.search(tantivy.Query.boolean_query(parts), LIMIT)
        return [searcher.doc(address)["key"][0] for _score, address in found.hits]

    return search


def fts5(texts: Texts, language: str) -> Search:
    """SQLite's full text search, any of the words, its BM25."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE docs USING fts5(body, tokenize='unicode61 remove_diacritics 2')"
    )
    database.executemany("INSERT INTO docs(rowid, body) VALUES (?, ?)", texts.items())

    def search(query: str) -> list[int]:
        words = re.findall(r"\w+", query)
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words)
        rows = database.execute(
            "SELECT rowid FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT ?",
            (match, LIMIT),
        )
        return [key for (key,) in rows]

    return search


def postgres(texts: Texts, language: str, *, is_and: bool) -> Search:
    """PostgreSQL's full text search with ts_rank: any word, or websearch (all)."""
    config = {"de": "german", "en": "english"}[language]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS bench_docs (key int, body tsvector)"
        )
        cursor.execute("DELETE FROM bench_docs")
        cursor.executemany(
            "INSERT INTO bench_docs VALUES (%s, to_tsvector(%s, %s))",
            [(key, config, text) for key, text in texts.items()],
        )

    def search(query: str) -> list[int]:
        text = query if is_and else " or ".join(re.findall(r"\w+", query))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key FROM bench_docs, websearch_to_tsquery(%s, %s) AS query "
                "WHERE body @@ query ORDER BY ts_rank(body, query) DESC, key LIMIT %s",
                [config, text, LIMIT],
            )
            return [key for (key,) in cursor.fetchall()]

    return search


def icontains(texts: Texts, language: str) -> Search:
    """The usual Django search: how many words of the query a text contains."""
    lowered = {key: text.casefold() for key, text in texts.items()}

    def search(query: str) -> list[int]:
        words = {word for word in re.findall(r"\w+", query.casefold()) if len(word) > 2}
        counts = {
            key: sum(word in text for word in words) for key, text in lowered.items()
        }
        found = sorted((-count, key) for key, count in counts.items() if count)
        return [key for _count, key in found[:LIMIT]]

    return search


# name to (what it is called in a report, how it is made)
ENGINES: dict[str, list[tuple[str, Callable[[Texts, str], Search]]]] = {
    "tantivy": [
        ("tantivy exact", lambda t, code: tantivy_engine(t, code, is_fuzzy=False)),
        ("tantivy fuzzy", lambda t, code: tantivy_engine(t, code, is_fuzzy=True)),
    ],
    "fts5": [("SQLite FTS5", fts5)],
    "icontains": [("icontains", icontains)],
    "postgres": [
        ("PostgreSQL any word", lambda t, code: postgres(t, code, is_and=False)),
        ("PostgreSQL websearch", lambda t, code: postgres(t, code, is_and=True)),
    ],
}


def available() -> list[str]:
    """The engines that can run here; PostgreSQL's only on PostgreSQL."""
    names = list(ENGINES)
    # the comparison is with the database itself, so it has to be that database
    return names if connection.vendor == "postgresql" else names[:-1]
