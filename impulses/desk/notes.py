"""The notes of an impulse that an account may read, and whether it may write one."""

from __future__ import annotations

from typing import Any

from impulses.forms.work import NoteForm


def notes_panel(impulse, user) -> dict[str, Any]:
    """`notes`, `form` (None: may not write), `hides` (others' notes come later)."""
    notes = impulse.notes.select_related("author")
    reads_all = user.has_perm("impulses.read_internal", impulse)
    if not reads_all:
        notes = notes.filter(author=user)
    may_write = user.has_perm("impulses.assess", impulse)
    return {
        "notes": list(notes),
        "form": NoteForm() if may_write else None,
        "hides": not reads_all,
    }
