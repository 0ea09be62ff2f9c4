"""PLACEHOLDER"""

from typing import Any


def answers_panel(impulse, user) -> dict[str, Any]:
    return {}
