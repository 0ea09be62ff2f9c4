"""The state of all impulses in numbers: for everybody, and for the ministry."""

from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from impulses.dashboard import build_dashboard, review_tables
from impulses.views.access import review_page


class DashboardView(TemplateView):
    template_name = "impulses/dashboard.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"dashboard": build_dashboard()}


@method_decorator(review_page(), name="dispatch")
class ReviewDashboardView(DashboardView):
    """The same numbers with links into the work area, and how far the work is."""

    template_name = "impulses/review/dashboard.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"tables": review_tables()}
