"""The public pages of the impulses."""

from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import DetailView, ListView

from clusterallianz.listing import ListingMixin
from impulses.history import earlier_answers, timeline_of
from impulses.lookup import impulse_or_404, moved_or_404
from impulses.models import FormerNumber, Impulse
from impulses.past import DatedFilterSet
from impulses.querysets import clusters_delivering, linked_impulses
from impulses.standing import owed, standing_of
from impulses.voices import public_voices


class ImpulseListView(ListingMixin, ListView):
    """`?stand=2026-10-01`: with the states of the end of a past day."""

    template_name = "impulses/list.html"
    context_object_name = "impulses"
    filterset_class = DatedFilterSet
    queryset = Impulse.objects.for_list()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        self.filterset.explain(context["impulses"])
        if past := self.filterset.past:
            past.show_in(context["impulses"])
        return context | {"past": past}


class ImpulseDetailView(DetailView):
    """`?stand=2026-10-01`: as it stood at the end of a past day."""

    template_name = "impulses/detail.html"
    context_object_name = "impulse"
    slug_field = slug_url_kwarg = "number"
    queryset = Impulse.objects.for_detail().select_related("published_answer")

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            return redirect(moved_or_404(self.kwargs["number"]), permanent=True)

    def get_object(self, queryset=None):
        rows = self.get_queryset() if queryset is None else queryset
        return impulse_or_404(self.kwargs["number"], rows)

    def get_context_data(self, **kwargs):
        before, after = Impulse.objects.neighbours(self.object.number)
        standing = standing_of(self.object, self.request.GET.get("stand", ""))
        return super().get_context_data(**kwargs) | {
            "before": before,
            "after": after,
            "delivering": clusters_delivering(self.object, standing.day),
            "standing": standing,
            "owed": owed(standing),
            "earlier": earlier_answers(standing),
            "links": linked_impulses(self.object),
            "lines": timeline_of(self.object, standing.day),
            "voices": public_voices(self.object, standing.day),
            "former": FormerNumber.objects.others_of(self.object),
        }
