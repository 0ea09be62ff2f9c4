"""Following by mail: anybody asks, only the mailbox confirms, one click ends it.

Opening an address never changes anything: programs open the links of mails, too.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Driver
from clusters.private import private_page
from impulses.forms.follow import FollowForm
from impulses.lookup import impulse_or_404
from impulses.models import Follower, Impulse
from impulses.personal import CONFIRM_DAYS
from impulses.reviews.following import confirm_following, follow, stop_following
from impulses.views.changes import asked_subject

READ_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
# RFC 8058: what a mail program posts, and the button of our page
ONE_CLICK = ("List-Unsubscribe", "One-Click")


def quietly(response: HttpResponse) -> HttpResponse:
    """No public page changes by who follows it."""
    response.changes_nothing = True  # type: ignore[attr-defined]
    return response


@READ_AND_POST
@private_page
def follow_impulse(request, number):
    impulse = impulse_or_404(number)
    return ask(request, f"impuls={number}", impulse=impulse)


@READ_AND_POST
@private_page
def follow_driver(request, slug):
    driver = get_object_or_404(Driver, slug=slug)
    return ask(request, f"treiber={slug}", driver=driver)


def ask(
    request,
    subject: str,
    *,
    impulse: Impulse | None = None,
    driver: Driver | None = None,
) -> HttpResponse:
    """The answer is the same for every mailbox, whether it follows or not.

    `subject`: what is asked for, as the query of the page that thanks.
    """
    form = FollowForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        follow(
            form.cleaned_data["email"],
            impulse=impulse,
            driver=driver,
            language=get_language() or "de",
        )
        return quietly(redirect(f"{reverse('impulses:follow-asked')}?{subject}"))
    context = {"form": form, "impulse": impulse, "driver": driver}
    status = form.status
    return quietly(render(request, "impulses/follow/ask.html", context, status=status))


@require_safe
def follow_asked(request):
    """`?impuls=7` or `?treiber=…` says what was asked for; nonsense is left out."""
    impulse, driver = asked_subject(request.GET, [])
    context = {"days": CONFIRM_DAYS, "impulse": impulse, "driver": driver}
    return render(request, "impulses/follow/asked.html", context)


@READ_AND_POST
@private_page
def following(request, key):
    """The page of one mailbox and one thing: confirm, or stop."""
    follower = follower_of(key)
    if follower is None:
        return render(request, "impulses/follow/unknown.html", status=404)
    if request.method == "POST":
        confirm_following(follower)
        return quietly(redirect("impulses:following", key))
    context = {"follower": follower, "one_click": ONE_CLICK}
    return render(request, "impulses/follow/page.html", context)


@csrf_exempt
@READ_AND_POST
@private_page
def unfollow(request, key):
    """By the header of a mail: without a cookie and without a token, as the address
    itself is the proof. Once more for a mailbox that is forgotten is no fault."""
    follower = follower_of(key)
    if request.method != "POST":
        context = {"follower": follower, "one_click": ONE_CLICK}
        return render(request, "impulses/follow/stop.html", context)
    name, value = ONE_CLICK
    if request.POST.get(name) != value:
        return quietly(HttpResponse("List-Unsubscribe=One-Click\n", status=400))
    if follower is not None:
        stop_following(follower)
    return quietly(render(request, "impulses/follow/stopped.html"))


def follower_of(key) -> Follower | None:
    rows = Follower.objects.select_related("impulse", "driver")
    return rows.filter(key=key).first()
