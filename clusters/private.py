"""Pages whose address is their key: kept nowhere, found nowhere, passed on to nobody."""

from functools import wraps

from django.utils.cache import patch_cache_control


def private_page(view):
    """No cache, no search engine, and no other site learns the address."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # to our own pages it must go, or forms could not be told from forged ones
        response["Referrer-Policy"] = "same-origin"
        return response

    return answer
