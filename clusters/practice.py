"""Invented data to practise with must not pass for real anywhere."""

from django.utils.translation import gettext as _

from clusters.models import current_versions


def marked(title: str) -> str:
    """A title, with a mark in front if the database holds invented data."""
    if not current_versions().is_practice:
        return title
    return f"[{_('Practice data')}] {title}"
