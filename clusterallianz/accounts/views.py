"""allauth's views where the page or the answer differs."""

import logging

from allauth.account import views
from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from requests import RequestException

from clusters.mail.queue import send_now

log = logging.getLogger(__name__)


class LoginView(views.LoginView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"oidc_name": settings.OIDC_NAME}


class SentLater(HttpResponseRedirect):
    """Sends mails when the visitor has the answer already.

    Else the time that it takes would tell whether a mailbox has an account.
    """

    mails: tuple[int, ...] = ()

    def close(self) -> None:
        super().close()
        for pk in self.mails:
            send_now(pk)


class PasswordResetView(views.PasswordResetView):
    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        if answer.status_code != 302:
            return answer
        later = SentLater(answer["Location"])
        later.mails = tuple(getattr(self.request, "mails_for_later", ()))
        return later


class EmailView(views.EmailView):
    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if user.is_authenticated and user.email:
            # whoever entered it vouches for it; else allauth takes it for the new one
            EmailAddress.objects.get_or_create(
                user=user,
                email=user.email.lower(),
                defaults={"verified": True, "primary": True},
            )
        return super().dispatch(request, *args, **kwargs)


def oidc_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return unless_down(oidc.login, request, provider_id)


def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return unless_down(oidc.callback, request, provider_id)


def unless_down(view, request: HttpRequest, provider_id: str) -> HttpResponse:
    """allauth lets it come to an error if the other side answers nonsense or not."""
    try:
        return view(request, provider_id)
    except (RequestException, KeyError) as error:
        log.warning("OpenID Connect: %s: %s", type(error).__name__, error)
        return redirect("socialaccount_login_error")
