"""The notes of an impulse that an account may read, and whether it may write one."""

from __future__ import annotations

from typing import Any

from impulses.desk.reading import why_closed
from impulses.forms.work import NoteForm


def notes_panel(impulse, user) -> dict[str, Any]:
    """`notes`, `form` (None: may not write), `why_closed` (others' notes are not there)."""
    notes = impulse.notes.select_related("author")
    closed = why_closed(impulse, user)
    if closed:
        notes = notes.filter(author=user)
    may_write = user.has_perm("impulses.assess", impulse)
    return {
        "notes": list(notes),
        "form": NoteForm() if may_write else None,
        "why_closed": closed,
    }
