"""The matrix of drivers and services, as a page and as a file."""

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from clusterallianz.export import csv_response
from impulses.matrix import build_matrix, matrix_rows
from impulses.standing import today_only


class MatrixView(TemplateView):
    template_name = "impulses/matrix.html"

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv":
            rows = matrix_rows(build_matrix())
            return csv_response("matrix", matrix_header(), rows)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        own = {
            "matrix": build_matrix(),
            "is_format_unknown": bool(self.request.GET.get("format")),
        }
        day = today_only(self.request.GET.get("stand", ""))
        return super().get_context_data(**kwargs) | day | own


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
