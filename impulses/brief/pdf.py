"""The brief as a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clusterallianz.typesetting import line, typeset
from impulses.brief import sections
from impulses.brief.content import CREDIT, LICENCE, LICENCE_URL, Brief, Item
from impulses.brief.shapes import day
from impulses.lateness import late_words

TEMPLATE = Path(__file__).with_name("brief.typ")


def pdf_file(brief: Brief) -> bytes:
    # the day alone, so that the same brief gives the same bytes
    day = datetime.combine(brief.as_of, datetime.min.time())
    made_at = int(timezone.make_aware(day).timestamp())
    return typeset(TEMPLATE, json.dumps(pages_of(brief), ensure_ascii=False), made_at)


def pages_of(brief: Brief) -> dict[str, Any]:
    """What the template sets. Whoever typed a text, it is a value in here."""
    return fitting(
        {
            "lang": brief.language,
            "title": brief.title,
            "author": "ClusterAllianz.NRW",
            "marks": brief.marks,
            "is_internal": brief.is_internal,
            "notices": sections.notices(brief),
            "as_of": _("As of %(date)s") % {"date": day(brief.as_of)},
            "about": [asdict(fact) for fact in sections.about_brief(brief)],
            "summary": sections.summary(brief),
            "counts": [
                {"title": _("Answer of the ministry"), "rows": brief.answers},
                {"title": _("Implementation"), "rows": brief.implementations},
            ],
            "count_head": [_("State"), _("Impulses")],
            "number": len(brief.items),
            "contents": _("Contents"),
            "at_a_glance": _("At a glance"),
            "overview": asdict(sections.overview(brief)),
            "items": [item_of(item) for item in brief.items],
            "internal": _("Internal"),
            "address": brief.url.partition("://")[2],
            "credit": "" if brief.is_internal else f"{CREDIT}, {LICENCE}",
        }
    ) | {"page": sections.page_words(), "url": brief.url, "licence_url": LICENCE_URL}


def item_of(item: Item) -> dict[str, Any]:
    return {
        "number": str(item.number),
        "title": asdict(item.title),
        "url": item.url,
        "state": item.state,
        "answer": item.answer,
        "implementation": item.implementation,
        "late": late_words(item.most_days_late),
        "sections": [asdict(section) for section in sections.sections_of(item)],
    }


def fitting(value: Any, key: str = "") -> Any:
    """The same values with places to break in their long words, but for addresses that
    are followed."""
    if isinstance(value, str):
        unbroken = key in ("url", "href")
        return value if unbroken else "\n".join(map(line, value.split("\n")))
    if isinstance(value, dict):
        return {name: fitting(inner, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [fitting(inner) for inner in value]
    return value
