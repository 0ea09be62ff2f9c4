"""Slugs that come from an address."""

from django.core.validators import slug_re

MAX_LENGTH = 80


def is_slug(text: str) -> bool:
    """Whether the database can look for it: no control characters, not too long."""
    return bool(slug_re.fullmatch(text)) and len(text) <= MAX_LENGTH
