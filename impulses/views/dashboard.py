"""The state of all impulses in numbers: for everybody, and for the ministry."""

from django.views.generic import TemplateView

from impulses.dashboard import build_dashboard


class DashboardView(TemplateView):
    template_name = "impulses/dashboard.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"dashboard": build_dashboard()}
