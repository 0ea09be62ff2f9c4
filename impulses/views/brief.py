"""The impulses of a filter as a file: for everybody, and with internal additions."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clusterallianz.addresses import client_address
from clusters.models import Throttle
from impulses.brief.asked import asked_in_words, public_query
from impulses.brief.content import brief_of
from impulses.brief.files import FORMATS, File, Format, file_of
from impulses.filters import ImpulseFilterSet
from impulses.forms.brief import BriefForm
from impulses.models import Impulse
from impulses.review_filters import ReviewFilterSet
from impulses.reviews.briefs import take_internal_brief
from impulses.views.access import review_page

# heavy files for one place on the net
LIMIT = 30
PER = timedelta(minutes=10)


@require_safe
def public_brief(request, suffix: str):
    """The impulses of the list with the same query, in its order."""
    made_as = FORMATS.get(suffix)
    if made_as is None:
        raise Http404
    listing = ImpulseFilterSet(request.GET, Impulse.objects.all(), request=request)
    if listing.number > made_as.most:
        context = {"listing": listing, "made_as": made_as, "formats": fitting(listing)}
        return render(request, "impulses/brief_too_large.html", context, status=413)
    if made_as.is_heavy and is_too_often(request):
        return render(request, "429.html", status=429)
    return answer_with(public_file(request, listing, made_as))


@review_page()
def review_brief(request):
    """The same for the work area; internal additions for those who may take them."""
    rows = Impulse.objects.with_votes()
    listing = ReviewFilterSet(request.GET, rows, request=request)
    is_sent = request.method == "POST"
    form = BriefForm(request.POST if is_sent else None, number=listing.number)
    if is_sent and form.is_valid():
        return taken_away(request, listing, **form.cleaned_data)
    context = {
        "form": form,
        "may_take_internal": request.user.has_perm("impulses.take_internal_brief"),
        "number": listing.number,
        "query": listing.query_without(),
        **asked_in_words(listing, is_internal=True),
    }
    return render(request, "impulses/review/brief.html", context)


def taken_away(request, listing, format: Format, internal: bool) -> HttpResponse:
    if internal:
        path = f"{reverse('impulses:review-list')}{listing.query_without()}"
        url = request.build_absolute_uri(path)
        file = take_internal_brief(listing, url, format, by=request.user)
    else:
        file = public_file(request, listing, format)
    response = answer_with(file)
    # of what the public sees
    response.changes_nothing = True  # type: ignore[attr-defined]
    return response


# --- pieces


def public_file(request, listing: ImpulseFilterSet, made_as: Format) -> File:
    path = f"{reverse('impulses:list')}{public_query(listing)}"
    url = request.build_absolute_uri(path.removesuffix("?"))
    return file_of(brief_of(listing, url), made_as)


def fitting(listing: ImpulseFilterSet) -> list[Format]:
    """The formats that can hold so many impulses."""
    return [each for each in FORMATS.values() if listing.number <= each.most]


def is_too_often(request: HttpRequest) -> bool:
    who = client_address(request)
    return not Throttle.objects.allows("impulse-brief", who, limit=LIMIT, per=PER)


def answer_with(file: File) -> HttpResponse:
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
