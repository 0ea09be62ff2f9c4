"""Addresses where no request tells them, and the one that a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def full_address(path: str) -> str:
    """SITE_URL and a path that begins with a slash, for mails and files."""
    return f"{settings.SITE_URL}{path}"


def client_address(request: HttpRequest) -> str:
    """Where a login comes from: behind a trusted proxy, what that one has seen."""
    direct = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXY:
        return direct
    # a visitor may send the first addresses of the list, the proxy adds the last one
    seen = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return seen or direct
