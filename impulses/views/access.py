"""Who enters the pages of the work area, and how they answer a refusal."""

from __future__ import annotations

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clusters.private import private_page
from impulses.lookup import with_number
from impulses.reviews.errors import NotAllowedError, ReviewError


def review_page(permission: str = "impulses.review"):
    """For accounts with a permission; kept by no cache.

    Anonymous visitors are sent to the login, others get 403. What `impulses.reviews`
    refuses is said on a page of its own: 403 for whoever may not, else 409. Whoever
    works in the area stays in it: its own pages say what is missing or forbidden. The
    office does not work there, and has the right to single pages.
    """

    def decorate(view):
        @private_page
        @login_required
        @wraps(view)
        def answer(request, *args, **kwargs):
            may_open = request.user.has_perm(permission)
            if not (may_open or request.user.has_perm("impulses.review")):
                raise PermissionDenied
            try:
                if not may_open:
                    raise PermissionDenied
                return view(request, *args, **kwargs)
            except Http404 as error:
                return moved(request) or refused(request, error)
            except (PermissionDenied, ReviewError) as error:
                return refused(request, error)

        return answer

    return decorate


def posted_only(page: str):
    """For addresses that take what a form sends: whoever opens one, as by a link to the
    other language or by going back, comes to the page of the form."""

    def decorate(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            if request.method == "POST":
                return view(request, *args, **kwargs)
            number = kwargs.get("number")
            return redirect(page, *([] if number is None else [number]))

        return require_http_methods(["GET", "HEAD", "POST"])(answer)

    return decorate


def moved(request) -> HttpResponseRedirect | None:
    """To the same page of the impulse that had this number last, if none has it now:
    old mails lead here."""
    match = request.resolver_match
    number = match.kwargs.get("number")
    if number is None or request.method == "POST":
        return None
    impulse = with_number(number)
    if impulse is None or impulse.number == number:
        return None
    address = reverse(match.view_name, kwargs=match.kwargs | {"number": impulse.number})
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address)


def refused(request, error: Exception):
    """Says what is missing, forbidden or impossible, in the words of the error."""
    if isinstance(error, Http404):
        status, title = 404, _("This page does not exist")
        reason = _("There is no such impulse or entry.")
    elif isinstance(error, (PermissionDenied, NotAllowedError)):
        status, title = 403, _("You may not do this")
        reason = str(error) or _("Your account may not open this page.")
    else:
        status, title = 409, _("That was not possible")
        reason = str(error)
    context = {"title": title, "reason": reason}
    return render(request, "impulses/review/refused.html", context, status=status)
