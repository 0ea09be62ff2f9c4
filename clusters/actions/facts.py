"""Changing a single fact of an entry, as the admin's form would."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterallianz.text import german_slug
from clusters.actions.entries import EntryNotAllowedError
from clusters.facts.entry import LINKS, ROWS, TERMS, YES, Fact, Kind, find_fact
from clusters.facts.values import clean_value, column_value
from clusters.models import Certainty, Cluster, Topic
from clusters.search import corpus
from clusters.search.concepts import update_concepts
from clusters.search.corpora import update_rows_naming

# the column of django-simple-history
REASON_LENGTH = 100


class UnknownFactError(LookupError):
    """The entry has no such fact, or has it no more."""


@transaction.atomic
def apply_fact(
    cluster: Cluster, key: str, text: str, *, by, is_own_word: bool = False
) -> str:
    """Let a fact be `text`, with a version in the history; returns what is stored.

    `is_own_word`: the cluster itself says so. Raises EntryNotAllowedError,
    UnknownFactError, or ValidationError where a rule of the entry forbids it.
    """
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if not by.has_perm("clusters.change_cluster", cluster):
        raise EntryNotAllowedError(cluster)
    fact = find_fact(Cluster.objects.for_detail().get(pk=cluster.pk), key, own=True)
    if fact is None:
        raise UnknownFactError(key)
    stored = clean_value(fact, text)
    if stored == fact.stored:
        return stored
    if fact.kind == Kind.TOPICS:
        set_topics(cluster, stored, by=by)
    elif fact.kind == Kind.LISTED:
        list_term(cluster, fact, is_listed=stored == YES, by=by, is_own=is_own_word)
    else:
        set_column(cluster, fact, stored, by=by)
    corpus.update(cluster)
    update_rows_naming(cluster)
    return stored


def set_column(cluster: Cluster, fact: Fact, stored: str, *, by) -> None:
    field: Any = fact.field
    row = row_of(cluster, fact.key)
    value = column_value(fact, stored)
    setattr(row, field.name, value)
    if field.name == "name" and row is not cluster and value:
        # whoever decides knows the person as of today
        row.as_of = timezone.localdate().isoformat()
    if field.name == "is_seat" and value:
        for other in cluster.locations.filter(is_seat=True):
            other.is_seat = False
            save(other, by=by)
    row.full_clean()
    save(row, by=by)
    if row is not cluster:
        touch(cluster, row._meta.verbose_name_plural, by=by)


def row_of(cluster: Cluster, key: str) -> Any:
    """The row that a key's column belongs to."""
    head, _colon, rest = key.partition(":")
    name = rest.partition(":")[0]
    if head in ROWS:
        return ROWS[head].objects.get(cluster=cluster, pk=name)
    if head in LINKS:
        model = LINKS[head]
        return model.objects.get(**{"cluster": cluster, f"{model.TERM}__slug": name})
    return cluster


def list_term(
    cluster: Cluster, fact: Fact, *, is_listed: bool, by, is_own: bool
) -> None:
    """Add a service or a driver to the entry, or take it away."""
    head, _colon, slug = fact.key.partition(":")
    model = LINKS[head]
    if is_listed:
        is_certain = is_own or by.managed_clusters.filter(pk=cluster.pk).exists()
        term = TERMS[head].objects.get(slug=slug)
        link = model(cluster=cluster, **{model.TERM: term})
        link.certainty = Certainty.CONFIRMED if is_certain else Certainty.LIKELY
        link.full_clean()
        save(link, by=by)
    else:
        link = row_of(cluster, fact.key)
        link._history_user = by
        link.delete()
    touch(cluster, model._meta.verbose_name_plural, by=by)


def set_topics(cluster: Cluster, stored: str, *, by) -> None:
    """Only the office may add a topic to the vocabulary."""
    names = stored.splitlines()
    slugs = [german_slug(name) for name in names]
    known = set(Topic.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    unknown = [n for n in names if german_slug(n) not in known]
    if unknown and not by.has_perm("clusters.add_topic"):
        raise ValidationError(
            _("Not among the topics yet: %(names)s. The office can add them."),
            params={"names": ", ".join(unknown)},
        )
    cluster.topics.set(names)
    update_concepts(cluster.topics.all())
    touch(cluster, _("topics"), by=by)


def touch(cluster: Cluster, what: object, *, by) -> None:
    """A version of the entry that says which part of it changed."""
    cluster._change_reason = str(what)[:REASON_LENGTH]  # type: ignore[attr-defined]
    save(cluster, by=by)


def save(row: Any, *, by) -> None:
    # the name that django-simple-history looks for
    row._history_user = by
    row.save()
