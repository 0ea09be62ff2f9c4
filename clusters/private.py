"""Pages whose address is their key: kept nowhere, found nowhere, passed on to nobody."""

from functools import wraps

from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control


def private(response: HttpResponseBase) -> HttpResponseBase:
    """No cache, no search engine, and no other site learns the address."""
    patch_cache_control(response, private=True, no_store=True)
    # without any referrer browsers send no origin either, which the form check needs
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def private_page(view):
    """The same for everything that a view answers."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        return private(view(request, *args, **kwargs))

    return answer
