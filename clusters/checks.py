"""System checks of `manage.py check --deploy`: legal pages, addresses for mails."""

from urllib.parse import urlsplit

from django.conf import settings
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


@checks.register(checks.Tags.security, deploy=True)
def mails_can_be_followed(app_configs, **kwargs):
    """Links in mails need the site's address; the office wants to hear of trouble."""
    found: list[checks.CheckMessage] = []
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        found.append(
            checks.Error(
                "SITE_URL is no full address, so links in mails would lead nowhere.",
                hint="Set it to the public address, for example https://example.org.",
                id="clusters.E003",
            )
        )
    if not settings.OFFICE_EMAIL:
        found.append(
            checks.Warning(
                "OFFICE_EMAIL is empty: nobody hears of enquiries left unanswered.",
                hint="Set it to a mailbox that somebody reads.",
                id="clusters.W001",
            )
        )
    return found
