"""Full addresses for mails and files, where no request says under which host."""

from django.conf import settings


def full_address(path: str) -> str:
    """SITE_URL and a path that begins with a slash."""
    return f"{settings.SITE_URL}{path}"
