"""Accounts with power prove twice who they are, before they see any page."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from clusters.rules import needs_second_factor

# where one sets it up, changes it or signs out
OWN = ("/konto/", "/en/konto/")
OPEN = (*OWN, "/healthz", settings.STATIC_URL)


class SecondFactorMiddleware:
    """Leads whoever needs a second factor and has none to the page that sets it up.

    That an account which has one used it is allauth's: nobody is signed in before.
    Pages about an account are kept by no browser.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # without the cookie the session is not touched: public pages vary by nothing
        is_asked = (
            settings.REQUIRE_SECOND_FACTOR
            and settings.SESSION_COOKIE_NAME in request.COOKIES
            and not request.path.startswith(OPEN)
        )
        if is_asked and lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        response = self.get_response(request)
        if request.path.startswith(OWN):
            add_never_cache_headers(response)
        return response


def lacks_second_factor(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or not needs_second_factor(user):
        return False
    if is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        return False
    methods = {r["method"] for r in get_authentication_records(request, user)}
    return not (settings.OIDC_IS_SECOND_FACTOR and "socialaccount" in methods)
