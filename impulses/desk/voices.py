"""PLACEHOLDER"""

from typing import Any


def voices_panel(impulse, user) -> dict[str, Any]:
    return {}
