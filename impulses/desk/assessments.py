"""PLACEHOLDER"""

from typing import Any


def assessments_panel(impulse, user) -> dict[str, Any]:
    return {}
