"""PLACEHOLDER"""

from typing import Any


def notes_panel(impulse, user) -> dict[str, Any]:
    return {}
