"""Writing the log of sign-ins and rights."""

from django.conf import settings
from django.utils import translation

from clusters.models import AuditEntry

ABOUT_LENGTH = 300


def record(action: str, *, by=None, about="") -> AuditEntry:
    """Add a line. `by`: the account that did it, None or anonymous for nobody known.

    `about` may be a lazy text: it is kept in the language of the office.
    """
    account = by if by is not None and by.is_authenticated else None
    with translation.override(settings.LANGUAGE_CODE):
        text = str(about)[:ABOUT_LENGTH]
    return AuditEntry.objects.create(action=action, account=account, about=text)
