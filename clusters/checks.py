"""System checks: `manage.py check --deploy` refuses unfinished legal pages."""

from django.core import checks
from django.db import DatabaseError

PLACEHOLDER = "TODO"


@checks.register(checks.Tags.security, deploy=True)
def legal_pages_are_complete(app_configs, **kwargs):
    """One error per editable page that still holds a placeholder."""
    from clusters.models import Page

    try:
        pages = [
            page
            for page in Page.objects.all()
            if PLACEHOLDER in page.body_de or PLACEHOLDER in page.body_en
        ]
    except DatabaseError:
        return [
            checks.Error(
                "The editable pages cannot be read; run `manage.py migrate` first.",
                id="clusters.E002",
            )
        ]
    return [
        checks.Error(
            f"The page “{page.slug}” still holds the placeholder {PLACEHOLDER}.",
            hint="Fill it in in the admin, under Directory, Pages.",
            id="clusters.E001",
        )
        for page in pages
    ]
