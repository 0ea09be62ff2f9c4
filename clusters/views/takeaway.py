"""What one takes away of a profile: vCard, one page to print, a card to embed."""

from __future__ import annotations

from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from clusters.actions.counting import count
from clusters.exports import vcards
from clusters.models import Cluster, DailyCount
from clusters.takeaway.onepage import one_page
from clusters.takeaway.pdf import profile_pdf


def of_entry(gone: str = "410.html"):
    """Answers as the profile does: a hidden entry is a 404, an archived one a 410 by
    the template `gone`, and a former address leads to the new one.

    Hands the view the entry as of `for_detail()`.
    """

    def decorate(view):
        @require_safe
        @wraps(view)
        def answer(request, slug):
            entries = Cluster.objects.ever_public()
            cluster = entries.filter(slug=slug).for_detail().first()
            if cluster is None:
                renamed = get_object_or_404(entries, former_slugs__slug=slug)
                name = request.resolver_match.view_name
                return redirect(name, renamed.slug, permanent=True)
            if cluster.state == Cluster.State.ARCHIVED:
                return render(request, gone, {"cluster": cluster}, status=410)
            return view(request, cluster)

        return answer

    return decorate


def framed(view):
    """Lets the sites of EMBED_FRAME_ANCESTORS show a page in a frame."""

    @wraps(view)
    def answer(*args, **kwargs):
        response = view(*args, **kwargs)
        # as the decorators of django-csp and Django do, but by the setting of now
        response._csp_replace = {"frame-ancestors": settings.EMBED_FRAME_ANCESTORS}
        response.xframe_options_exempt = True
        return response

    return answer


def file_response(content, name: str, content_type: str, kind="attachment"):
    """A file with its name; `kind` "inline": the browser shows it first."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{kind}; filename="{name}"'
    return response


@of_entry()
def vcard(request, cluster):
    """The public contacts as vCard 4.0."""
    url = request.build_absolute_uri(cluster.get_absolute_url())
    count(cluster, DailyCount.Kind.CARD, request)
    cards = vcards(cluster, cluster.contacts.public(), url)
    return file_response(cards, f"{cluster.slug}.vcf", "text/vcard; charset=utf-8")


@of_entry()
def profile(request, cluster):
    """The profile on one page, as a tagged PDF; shown by the browser, not saved."""
    url = request.build_absolute_uri(cluster.get_absolute_url())
    count(cluster, DailyCount.Kind.SHEET, request)
    content = profile_pdf(one_page(cluster, url))
    return file_response(content, f"{cluster.slug}.pdf", "application/pdf", "inline")


@framed
@of_entry(gone="clusters/embed.html")
def embed(request, cluster):
    """A small card for other websites, in a frame there."""
    return render(request, "clusters/embed.html", {"cluster": cluster})
