"""The state of all impulses in numbers: for everybody, and for the ministry."""

from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from impulses.dashboard import build_dashboard
from impulses.desk.overview import build_overview
from impulses.standing import today_only
from impulses.views.access import review_page


class DashboardView(TemplateView):
    template_name = "impulses/dashboard.html"

    def get_context_data(self, **kwargs):
        day = today_only(self.request.GET.get("stand", ""))
        dashboard = build_dashboard()
        return super().get_context_data(**kwargs) | day | {"dashboard": dashboard}


@method_decorator(review_page(), name="dispatch")
class ReviewDashboardView(DashboardView):
    """The same numbers with links into the work area, and what waits for whom."""

    template_name = "impulses/review/dashboard.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"overview": build_overview()}
