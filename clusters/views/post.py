"""The demo's post: what would have been mailed, so that a visitor can play every part."""

from django.conf import settings
from django.http import Http404
from django.views.generic import DetailView, ListView, View

from clusters.mail.text import blocks_of
from clusters.models import OutgoingMail


class DemoOnlyMixin(View):
    """Mails hold what people wrote and links that give rights: never outside DEBUG."""

    def setup(self, request, *args, **kwargs):
        if not settings.DEBUG:
            raise Http404
        super().setup(request, *args, **kwargs)


class PostView(DemoOnlyMixin, ListView):
    """Every mail, the newest first."""

    queryset = OutgoingMail.objects.defer("body", "headers")
    template_name = "clusters/post.html"
    paginate_by = 25
    page_kwarg = "seite"


class LetterView(DemoOnlyMixin, DetailView):
    """One mail; the links in its text lead to this very site."""

    model = OutgoingMail
    template_name = "clusters/letter.html"

    def get_context_data(self, **kwargs):
        # a visitor may have come by another host name than the mail was written for
        here = self.request.build_absolute_uri("/")
        text = self.object.body.replace(f"{settings.SITE_URL}/", here)
        return super().get_context_data(**kwargs) | {"blocks": blocks_of(text)}
