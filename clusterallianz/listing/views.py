"""A list as a page, or for htmx the part of it that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.generic import ListView

from .queries import PAGE

if TYPE_CHECKING:
    # a mixin of ListView: the type checker has to know what it is mixed into
    ListBase = ListView
else:
    ListBase = object


class ListingMixin(ListBase):
    """A ListView over a ListingFilterSet; htmx gets the `listing` partial only."""

    filterset_class: Any
    paginate_by: int | None = 20
    page_kwarg = PAGE

    def get_queryset(self):
        self.filterset = self.filterset_class(
            self.request.GET, super().get_queryset(), request=self.request
        )
        return self.filterset.ordered()

    def paginate_queryset(self, queryset, page_size):
        """Page numbers that do not exist lead to the nearest one, with a hint."""
        paginator = self.get_paginator(queryset, page_size)
        paginator.count = self.filterset.number
        asked = self.request.GET.get(PAGE, "1")
        page = paginator.get_page(asked)
        if asked != str(page.number):
            self.filterset.hints.append(
                _("There is no such page; this is page %(number)s.")
                % {"number": page.number}
            )
        return paginator, page, page.object_list, page.has_other_pages()

    def get_template_names(self):
        names = super().get_template_names()
        if self.wants_partial():
            return [f"{names[0]}#listing"]
        return names

    def wants_partial(self) -> bool:
        # the back button asks for the whole page
        htmx = getattr(self.request, "htmx", None)
        return bool(htmx and not htmx.history_restore_request)

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "filterset": self.filterset,
            "facets": self.filterset.facets(),
            "pills": self.filterset.pills,
            # counting facets asks the filters again, which may repeat a hint
            "hints": list(dict.fromkeys(self.filterset.hints)),
            "is_partial": self.wants_partial(),
        }
