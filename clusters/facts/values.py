"""What a fact may be: texts of people to stored values, and back to what one reads."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from clusterallianz.text import fold, german_slug
from clusters.facts.entry import NO, YES, Fact, Kind, as_stored, shown
from clusters.models import InnovationField, Place, Topic
from clusters.validators import no_control_characters

MAX_TEXT = 5000
# how people say yes and no in a field where they were asked for a text
WORDS = {
    YES: {"ja", "yes", "j", "y", "1", "true", "wahr", "stimmt"},
    NO: {"nein", "no", "n", "0", "false", "falsch", "", "-"},
}


def clean_value(fact: Fact, text: str) -> str:
    """The text as it is stored. Raises ValidationError with what would be right."""
    no_control_characters(text)
    if len(text) > MAX_TEXT:
        raise ValidationError(
            _("At most %(number)s characters, please."), params={"number": MAX_TEXT}
        )
    return CLEANERS.get(fact.kind, clean_column)(fact, text.strip())


def choices_of(fact: Fact) -> list[tuple[str, str]]:
    """(stored, shown) of every value of a fact that has few; else empty. At most one
    query."""
    if fact.kind == Kind.FLAG:
        return [(YES, _("yes")), (NO, _("no"))]
    if fact.kind == Kind.LISTED:
        return [(YES, _("listed")), ("", _("not listed"))]
    if fact.kind == Kind.CHOICE:
        terms = InnovationField.objects.all()
        return [("", _("not documented")), *((t.slug, t.name) for t in terms)]
    return []


def shown_value(fact: Fact, stored: str) -> str:
    """A stored value as a reader sees it, in the active language."""
    choices = dict(choices_of(fact))
    if choices:
        return choices.get(stored, stored)
    if fact.field is None or isinstance(fact.field, models.ForeignKey):
        return stored
    try:
        return shown(column_value(fact, stored))
    except ValidationError:
        # an old proposal, and the column has changed since
        return stored


def column_value(fact: Fact, stored: str) -> Any:
    """What the column of a fact holds for a stored value."""
    field: Any = fact.field
    if field.related_model is InnovationField:
        return InnovationField.objects.filter(slug=stored).first()
    if field.related_model is Place:
        return Place.objects.named_or_with_postcode(stored)
    if fact.kind == Kind.FLAG:
        return stored == YES
    if stored == "" and field.null:
        return None
    return field.to_python(stored)


def clean_column(fact: Fact, text: str) -> str:
    """By the rules of the model's column."""
    field: Any = fact.field
    if field.related_model is Place:
        return clean_place(text)
    if isinstance(field, models.DecimalField):
        text = text.replace(",", ".")
    if isinstance(field, models.CharField):
        # one line, however it was typed
        text = " ".join(text.split())
    is_address = isinstance(field, models.URLField)
    options = {"assume_scheme": "https"} if is_address else {}
    value = field.formfield(**options).clean(text)
    if value not in (None, ""):
        value = field.clean(value, None)
    return as_stored(value)


def clean_place(text: str) -> str:
    place = Place.objects.named_or_with_postcode(text)
    if place is None:
        raise ValidationError(_("No place of North Rhine-Westphalia has this name."))
    return place.name


def clean_choice(fact: Fact, text: str) -> str:
    """A field of the vocabulary, by its slug or its name in either language."""
    if text == "":
        return ""
    terms = InnovationField.objects.all()
    for term in terms:
        if fold(text) in {fold(n) for n in (term.slug, term.name_de, term.name_en)}:
            return term.slug
    raise ValidationError(
        _("One of these, please: %(names)s."),
        params={"names": ", ".join(term.name for term in terms)},
    )


def clean_flag(fact: Fact, text: str) -> str:
    said = fold(text).rstrip(".!")
    by_label = {fold(label): stored for stored, label in choices_of(fact)}
    no = NO if fact.kind == Kind.FLAG else ""
    if said in by_label:
        return by_label[said]
    if said in WORDS[YES]:
        return YES
    if said in WORDS[NO]:
        return no
    raise ValidationError(_("Yes or no, please."))


def clean_topics(fact: Fact, text: str) -> str:
    """One per line, each once; known topics as the vocabulary writes them."""
    names = {german_slug(line): line.strip() for line in text.splitlines()}
    names.pop("", None)
    longest: int = Topic._meta.get_field("name").max_length or MAX_TEXT
    if any(len(name) > longest for name in names.values()):
        raise ValidationError(
            _("A topic may have at most %(number)s characters."),
            params={"number": longest},
        )
    known = dict(Topic.objects.filter(slug__in=names).values_list("slug", "name"))
    return "\n".join((names | known).values())


CLEANERS = {
    Kind.CHOICE: clean_choice,
    Kind.FLAG: clean_flag,
    Kind.LISTED: clean_flag,
    Kind.TOPICS: clean_topics,
}
