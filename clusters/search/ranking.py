"""Which entries hold the words of a query, and how many of them."""

import re

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce

from clusterallianz.text import fold

MAX_WORDS = 12
MIN_WORD = 3


def query_words(query: str) -> list[str]:
    """The folded words of a query, without short ones, each once, at most twelve."""
    words = re.findall(r"[a-z0-9][a-z0-9.'-]*", fold(query))
    wanted = [word.strip(".'-") for word in words]
    return list(dict.fromkeys(w for w in wanted if len(w) >= MIN_WORD))[:MAX_WORDS]


def search(queryset: QuerySet, query: str) -> QuerySet:
    """Rows whose stored words hold at least one word of the query.

    Annotates `matched`, the number of query words found, and orders by it. The rows
    need a `search_text`; a query without usable words changes nothing.
    """
    words = query_words(query)
    if not words:
        return queryset
    matched = sum(
        (
            Case(
                When(search_text__contains=word, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            )
            for word in words
        ),
        start=Value(0),
    )
    found = queryset.annotate(matched=Coalesce(matched, 0)).filter(matched__gt=0)
    return found.order_by("-matched", *queryset.model._meta.ordering)
