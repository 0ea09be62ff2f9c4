"""PLACEHOLDER"""

from typing import Any


def progress_panel(impulse, user) -> dict[str, Any]:
    return {}
