"""Template tags of the whole site: glyphs, language links, addresses with filters."""

import re
from datetime import date
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.urls import translate_url
from django.utils.formats import date_format, number_format
from django.utils.html import (
    conditional_escape,
    format_html,
    format_html_join,
    urlize,
)
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from clusterallianz.addresses import source_host
from clusterallianz.glyphs import large_dots
from clusterallianz.middleware import NEVER
from clusterallianz.text import soft_hyphens as break_words
from clusters import freshness
from clusters.facts.public import member_types
from clusters.localized import text_language as language_of
from clusters.models import held_versions
from clusters.search.reasons import excerpt as best_sentence
from clusters.search.reasons import marked as mark_words

register = template.Library()
register.filter(source_host)
register.filter(member_types)

# letters of a word that may not fit a phone's line in the size of a heading
LONG_WORD = 20
BEFORE_CAPITAL = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")
BEFORE_NRW = re.compile(r"(?<=\w)(?=\.nrw\b)", re.IGNORECASE)


@register.simple_tag
def glyph(name: str) -> SafeString:
    """Decorative picture of nine dots; unknown names give nine large dots."""
    large = large_dots(name)
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}"/>',
        (
            (5 + 10 * (i % 3), 5 + 10 * (i // 3), "3.6" if i in large else "1.4")
            for i in range(9)
        ),
    )
    return format_html(
        '<svg class="glyph" viewBox="0 0 30 30" aria-hidden="true" '
        'focusable="false">{}</svg>',
        dots,
    )


@register.filter
def points(thousandths: int) -> str:
    """Points of the search as a number with two decimals: 1234 is 1.23."""
    return number_format(thousandths / 1000, decimal_pos=2)


@register.simple_tag(takes_context=True)
def in_language(context, code: str) -> str:
    """Address of this page in another language, with its query."""
    request = context.get("request")
    return translate_url(request.get_full_path(), code) if request else "/"


@register.simple_tag(takes_context=True)
def absolute(context, path: str) -> str:
    """Full address of a path, for feeds, canonical links and cards."""
    request = context.get("request")
    try:
        return request.build_absolute_uri(path) if request else path
    except DisallowedHost:
        # the page that says so must not fail by the same host
        return path


@register.simple_tag(takes_context=True)
def query_with(context, **changes) -> str:
    """Query string of this page with some parameters set, or removed by None."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def section(context, prefix: str) -> SafeString:
    """Marks the navigation link of the part of the site that this page is in."""
    path = getattr(context.get("request"), "path", "")
    return (
        SafeString(' aria-current="page"')
        if path.startswith(prefix)
        else SafeString("")
    )


@register.simple_tag(takes_context=True)
def page_to_report(context) -> str:
    """Path of this page for a message to the office. Of pages whose address is a key
    only the beginning: it would stand in logs, and the office could open them."""
    path = getattr(context.get("request"), "path", "")
    own = [prefix for prefix in NEVER if path.startswith(prefix)]
    return own[0] if own else path


@register.simple_tag
def is_practice() -> bool:
    """Whether invented data to practise with was loaded into this database.

    Public pages know it with the edition; for others the demo says so at its start.
    """
    held = held_versions()
    return held.is_practice if held else getattr(settings, "PRACTICE_DATA", False)


@register.filter
def foreign_lang(instance, field: str) -> SafeString:
    """`lang="de"` where a text exists in the other language only, else nothing."""
    code = language_of(instance, field)
    if code == (get_language() or "de")[:2]:
        return SafeString("")
    return format_html(' lang="{}"', code)


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as HTML; HTML in the text is shown, not executed."""
    return SafeString(MarkdownIt("js-default").render(text))


@register.filter
def mail_links(text: str) -> SafeString:
    """A line of a mail with its addresses as links, in a colour of the mail's own."""
    linked = urlize(conditional_escape(text), nofollow=False)
    return SafeString(linked.replace("<a ", '<a class="link" style="color:#00573f" '))


@register.filter
def page_query(filterset, number: int) -> str:
    """Query string of another page of the same filtered list."""
    return filterset.query_with("seite", str(number))


@register.filter
def seat(cluster):
    """The seat among the prefetched locations, else the first one, else None."""
    locations = list(cluster.locations.all())
    return next((item for item in locations if item.is_seat), None) or (
        locations[0] if locations else None
    )


@register.filter
def short_term(name: str) -> str:
    """The first of the names that a term has: "Veranstaltungen / Messen" without Messen.

    "Standort- / Ansiedlungsservice" begins with half a word; there it is the second.
    """
    first, _slash, second = name.partition(" / ")
    return second if second and first.endswith("-") else first


@register.filter
def breakable(name: str) -> SafeString:
    """A name that may break before ".NRW", or in very long words before a capital."""
    words = [
        BEFORE_CAPITAL.sub("<wbr>", word)
        if len(word) > LONG_WORD and BEFORE_CAPITAL.search(word)
        else BEFORE_NRW.sub("<wbr>", word)
        for word in conditional_escape(name).split(" ")
    ]
    return SafeString(" ".join(words))


@register.filter
def short_url(url: str) -> str:
    """Host and the end of the path, so that two pages of one host look different."""
    tail = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    shown = tail if len(tail) <= 48 else f"{tail[:47]}…"
    return f"{source_host(url)} – {shown}" if shown else source_host(url)


@register.filter
def partial_date(value: str) -> str:
    """A date of three precisions in words: "2025-05" gives "Mai 2025"."""
    formats = {4: "Y", 7: "F Y", 10: "j. F Y"}
    pattern = formats.get(len(value))
    if pattern is None:
        return value
    try:
        day = date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return value
    return date_format(day, pattern)


@register.filter
def soft_hyphens(text) -> str:
    """A text whose long words may break between syllables, for narrow columns."""
    return break_words(str(text))


@register.filter
def unit(value: float) -> str:
    """A number of SVG units: one decimal, a point in every language."""
    return f"{value:.1f}".removesuffix(".0")


register.filter(freshness.confirmation_in_words)
register.filter(freshness.confirmation_kind)


@register.simple_tag
def marked(row, field: str) -> SafeString:
    """A text of a hit with the words found in <mark>; plain without a need."""
    text = getattr(row, field)
    terms: frozenset[str] = getattr(row, "found_words", frozenset())
    return mark_words(text, terms, language_of(row, field))


@register.simple_tag
def excerpt(row) -> SafeString:
    """The sentence of a hit's description that holds its words, with them marked."""
    terms: frozenset[str] = getattr(row, "found_words", frozenset())
    language = language_of(row, "description")
    return mark_words(best_sentence(row.description, terms, language), terms, language)
