"""Encodings, conditional requests, and missing pages of the demo."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.defaults import page_not_found

from clusters.models import current_versions, holding, renew_edition

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# pages of somebody's own, and what must always be answered anew
OWN = (
    "/admin/",
    "/anfrage/",
    "/bestaetigen/",
    "/demo/",
    "/einladung/",
    "/folgen/",
    "/konto/",
    "/pruefung/",
    "/stimmen/",
)
NEVER = (
    *OWN,
    *(f"/en{path}" for path in OWN),
    *("/healthz", settings.STATIC_URL, settings.MEDIA_URL),
)
VARYING = ("HX-Request", "HX-History-Restore-Request")
CODE = ("clusterallianz", "clusters", "impulses", "templates")


class CharsetMiddleware:
    """Refuses text in another encoding than UTF-8.

    Django would look for a codec of any name that a request gives, and some of those
    of Python are no encodings of text: they fail in the middle of a page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.strip("\"' ").lower() not in ("utf-8", "utf8", "us-ascii"):
            return HttpResponse("utf-8 only\n", "text/plain", status=400)
        return self.get_response(request)


class EditionMiddleware:
    """Says in one query that a page is unchanged, instead of building it to find out.

    A public page depends on its address, on the data, on the day (it says how long ago
    an entry was confirmed) and on the program. Any request that may have changed data
    starts a new edition.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            response = self.get_response(request)
            # a preview writes nothing
            changes = not getattr(response, "changes_nothing", False)
            if response.status_code < 400 and changes:
                renew_edition()
            return response
        if is_own(request):
            return self.get_response(request)
        try:
            versions = current_versions()
        except DatabaseError:
            # the page itself will tell, if it needs the database
            return self.get_response(request)
        with holding(versions):
            return self.get_page(request, etag_of(request, versions.version))

    def get_page(self, request: HttpRequest, etag: str) -> HttpResponse:
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None and unchanged.status_code == 304:
            unchanged["ETag"] = etag
            unchanged["Vary"] = ", ".join(VARYING)
            return unchanged
        response = self.get_response(request)
        if response.status_code == 200 and not response.cookies:
            response["ETag"] = etag
        return response


class MissingPageMiddleware:
    """Shows the site's own 404 page while DEBUG is on, as without it.

    The demo runs with DEBUG, and its visitors are no developers: they should not meet
    Django's technical page at the first typing error.
    """

    def __init__(self, get_response):
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # a page that was rendered for this very case says more than the general one
        is_missing = (
            response.status_code == 404 and response.get("X-Robots-Tag") is None
        )
        return page_not_found(request, Http404()) if is_missing else response


def is_own(request: HttpRequest) -> bool:
    """Whether the answer is for this visitor alone, or must always be made anew."""
    is_signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return is_signed_in or request.path.startswith(NEVER)


def etag_of(request: HttpRequest, edition: str) -> str:
    """The weak ETag of a public page in an edition of the directory."""
    parts = [edition, build(), timezone.localdate().isoformat()]
    parts += [request.get_host(), str(request.scheme), request.get_full_path()]
    parts += [request.headers.get(name, "") for name in VARYING]
    text = "\n".join(parts).encode("utf-8", "surrogatepass")
    return f'W/"{hashlib.blake2b(text, digest_size=12).hexdigest()}"'


@lru_cache(maxsize=1)
def build() -> str:
    """Changes with every change of the program's files."""
    files = (
        path
        for folder in CODE
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.*")
        if path.suffix in (".py", ".html", ".txt", ".mo", ".css", ".js", ".typ")
    )
    return str(max(path.stat().st_mtime_ns for path in files))
