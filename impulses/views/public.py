"""The public pages of the impulses and the matrix."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, TemplateView

from clusterallianz.export import csv_response
from clusterallianz.listing import ListingMixin
from impulses.filters import ImpulseFilterSet
from impulses.matrix import build_matrix, matrix_rows
from impulses.models import HIGHEST_NUMBER, Impulse
from impulses.querysets import clusters_delivering


class ImpulseListView(ListingMixin, ListView):
    template_name = "impulses/list.html"
    context_object_name = "impulses"
    filterset_class = ImpulseFilterSet
    queryset = Impulse.objects.for_list()


class ImpulseDetailView(DetailView):
    template_name = "impulses/detail.html"
    context_object_name = "impulse"
    slug_field = slug_url_kwarg = "number"
    queryset = Impulse.objects.for_detail()

    def get_object(self, queryset=None):
        # numbers beyond the column's range are no database error but unknown
        if self.kwargs["number"] > HIGHEST_NUMBER:
            raise Http404
        return super().get_object(queryset)

    def get_context_data(self, **kwargs):
        before, after = Impulse.objects.neighbours(self.object.number)
        return super().get_context_data(**kwargs) | {
            "before": before,
            "after": after,
            "delivering": clusters_delivering(self.object),
        }


class MatrixView(TemplateView):
    template_name = "impulses/matrix.html"

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv":
            rows = matrix_rows(build_matrix())
            return csv_response("matrix", matrix_header(), rows)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "matrix": build_matrix(),
            "is_format_unknown": bool(self.request.GET.get("format")),
        }


def matrix_header() -> list[str]:
    """The column names of the matrix as a file, in the active language."""
    return [
        _("Driver"),
        _("Service"),
        _("Impulses"),
        _("Clusters"),
        _("Answered"),
        _("Gap"),
    ]
