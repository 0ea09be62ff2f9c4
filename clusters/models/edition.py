"""Which edition of the directory the public sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple
from uuid import uuid4

from django.db import models


class Edition(models.Model):
    """One row. `version` changes with every change that a visitor may see, `words` with
    every change of the words and phrases that the search knows."""

    version = models.CharField(max_length=32)
    words = models.CharField(max_length=32, blank=True)
    # invented data to practise with was loaded: every page says so, and it never ends
    is_practice = models.BooleanField(default=False)

    def __str__(self):
        return self.version


class Versions(NamedTuple):
    """What Edition holds; empty before anything was loaded."""

    version: str = ""
    words: str = ""
    is_practice: bool = False


_held: ContextVar[Versions | None] = ContextVar("versions", default=None)


def current_versions() -> Versions:
    """The versions as of now, or those that `holding` holds; at most one query."""
    held = _held.get()
    if held is not None:
        return held
    row = Edition.objects.order_by("pk").values_list(*Versions._fields).first()
    return Versions(*row) if row else Versions()


def held_versions() -> Versions | None:
    """The versions that `holding` holds, without asking the database."""
    return _held.get()


@contextmanager
def holding(versions: Versions) -> Iterator[None]:
    """Inside, these are the current versions; for what changes nothing."""
    token = _held.set(versions)
    try:
        yield
    finally:
        _held.reset(token)


def renew_edition() -> None:
    """Let every kept copy of a page be asked for anew; call it after a change."""
    Edition.objects.update_or_create(pk=1, defaults={"version": uuid4().hex})


def mark_as_practice() -> None:
    """From now on every page says that what it shows is invented."""
    renew_edition()
    Edition.objects.update(is_practice=True)


def renew_words() -> None:
    """Let every process read the search's words anew; call it when some changed."""
    new = uuid4().hex
    Edition.objects.update_or_create(pk=1, defaults={"version": new, "words": new})
