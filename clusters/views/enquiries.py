"""One form to up to three clusters, and the page that shows what becomes of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clusterallianz.listing import printable
from clusters.actions.counting import count
from clusters.actions.enquiries import (
    EnquiryStateError,
    close_by_firm,
    mark_answered_by_link,
    say_whether_helped,
    write_back,
)
from clusters.forms.enquiry import MAX_TEXT, MOST, EnquiryForm, HelpedForm, MessageForm
from clusters.mail.enquiries import first_reminder, thread_of
from clusters.models import Cluster, DailyCount, Enquiry, EnquiryThread
from clusters.private import private_page
from clusters.slugs import is_slug

MOST_READ = 50  # more slugs than that are no choice but an attack


@private_page
def enquire(request):
    """`?c=slug` up to three times, and `q` for the need. Without clusters: all."""
    asked = list(dict.fromkeys(request.GET.getlist("c")))
    wanted = [slug for slug in asked[:MOST_READ] if is_slug(slug)]
    receiving = Cluster.objects.receiving()
    known = list(receiving.filter(slug__in=wanted)) if wanted else []
    known.sort(key=lambda cluster: wanted.index(cluster.slug))
    initial = {
        "c": [cluster.slug for cluster in known[:MOST]],
        "anliegen": printable(request.GET.get("q", ""))[:MAX_TEXT],
    }
    form = EnquiryForm(
        request.POST or None,
        request=request,
        initial=initial,
        clusters=known or list(receiving),
    )
    if request.method == "POST" and form.is_valid():
        return redirect("clusters:enquiry", send(form, request).key)
    context = {
        "form": form,
        "hints": hints(asked, known),
        "is_narrowed": bool(known),
        "keep_days": settings.ENQUIRY_KEEP_DAYS,
        "first_reminder": first_reminder(),
        "escalation": settings.ENQUIRY_ESCALATION_DAYS,
    }
    page = "clusters/enquiry/form.html"
    return render(request, page, context, status=form.status)


def send(form: EnquiryForm, request: HttpRequest) -> Enquiry:
    enquiry, is_new = form.send()
    if is_new:
        for cluster in form.cleaned_data["c"]:
            count(cluster, DailyCount.Kind.ENQUIRY, request)
    return enquiry


def hints(asked: list[str], known: list[Cluster]) -> list[str]:
    found = []
    if len(known) < len(asked):
        found.append(
            _("Some of the clusters take no enquiries here and were left out.")
        )
    if len(known) > MOST:
        found.append(
            _("An enquiry goes to three clusters at most; the first three are ticked.")
        )
    return found


@private_page
@require_safe
def enquiry(request, key):
    """What became of an enquiry. Whoever knows the address may read it."""
    found = find(key)
    return status_page(request, found) if found else gone(request)


def find(key: str) -> Enquiry | None:
    return Enquiry.objects.for_status().filter(key=key).first()


def gone(request) -> HttpResponse:
    response = render(request, "clusters/enquiry/gone.html", status=404)
    # it explains itself, so that no general page has to stand in for it
    response.explains_itself = True  # type: ignore[attr-defined]
    return response


@dataclass(frozen=True)
class Talk:
    """A thread, and the form to write into it; `is_wrong`: what was refused."""

    thread: EnquiryThread
    form: MessageForm | None
    is_wrong: bool


def status_page(
    request, enquiry: Enquiry, *, wrong: MessageForm | None = None
) -> HttpResponse:
    """`wrong`: a message that was refused; it is shown again where it was written."""
    talks = []
    for thread in enquiry.threads.all():
        prefix = f"t{thread.pk}"
        is_wrong = wrong is not None and wrong.prefix == prefix
        form = wrong if is_wrong else MessageForm(request=request, prefix=prefix)
        talks.append(Talk(thread, form, is_wrong))
    threads = [talk.thread for talk in talks]
    is_done = any(t.state in ("answered", "closed") for t in threads)
    context = {
        "enquiry": enquiry,
        "talks": talks,
        "wrong": wrong,
        "is_running": any(thread.is_running for thread in threads),
        "helped_form": HelpedForm() if is_done and not enquiry.helped else None,
        "keep_days": settings.ENQUIRY_KEEP_DAYS,
        "is_demo": settings.DEBUG,
    }
    status = wrong.status if wrong else 200
    return render(request, "clusters/enquiry/status.html", context, status=status)


@private_page
@require_POST
def write(request, key, pk):
    """The firm adds something for one of its clusters."""
    enquiry = find(key)
    if enquiry is None:
        return gone(request)
    thread = get_object_or_404(enquiry.threads, pk=pk)
    form = MessageForm(request.POST, request=request, prefix=f"t{thread.pk}")
    if not form.is_valid():
        return status_page(request, enquiry, wrong=form)
    try:
        write_back(thread, text=form.cleaned_data["text"])
    except EnquiryStateError:
        form.add_error(None, _("This cluster closed the enquiry or handed it over."))
        return status_page(request, enquiry, wrong=form)
    return redirect("clusters:enquiry", key)


@private_page
@require_POST
def close(request, key):
    """The firm says that it is done."""
    enquiry = find(key)
    if enquiry is None:
        return gone(request)
    close_by_firm(enquiry)
    return redirect("clusters:enquiry", key)


@private_page
@require_POST
def helped(request, key):
    """The firm says whether it helped; the first word counts."""
    enquiry = find(key)
    if enquiry is None:
        return gone(request)
    form = HelpedForm(request.POST)
    if form.is_valid():
        say_whether_helped(enquiry, form.cleaned_data["geholfen"])
    return redirect("clusters:enquiry", key)


@private_page
def answered(request, token):
    """The link in a mail to a role mailbox: GET shows, POST says it was answered."""
    thread = thread_of(token)
    if thread is None:
        return gone(request)
    if request.method == "POST":
        # said before, or closed meanwhile: the page shows it
        with suppress(EnquiryStateError):
            mark_answered_by_link(thread)
        return redirect("clusters:enquiry-answered", token)
    return render(request, "clusters/enquiry/answered.html", {"thread": thread})
