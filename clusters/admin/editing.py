"""The form of an entry: its sections, its preview, and two people at once."""

from __future__ import annotations

from copy import copy

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction

from clusters.models import Cluster

from .base import EntryAdmin
from .conflict import conflict_page
from .formstate import stored_state, token_of
from .meeting import DECISION, VERSION, Meeting
from .preview import is_preview
from .sections import form_sections


class EditingAdmin(EntryAdmin):
    """Nobody overwrites without knowing what somebody else has saved meanwhile."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        arguments = (request, object_id, form_url, extra_context)
        if request.method != "POST":
            return super().changeform_view(*arguments)
        with transaction.atomic():
            cluster = self.lock(request, object_id)
            if is_preview(request):
                response = super().changeform_view(*arguments)
                response.changes_nothing = True
                getattr(response, "render", lambda: None)()
                transaction.set_rollback(True)
                return response
            page = self.conflict(request, cluster) if cluster else None
            return page or super().changeform_view(*arguments)

    def lock(self, request, object_id) -> Cluster | None:
        """The entry, so that others who change it wait; None for a new one."""
        found = self.get_object(request, unquote(object_id)) if object_id else None
        if found is None:
            return None
        if not self.has_change_permission(request, found):
            raise PermissionDenied
        return Cluster.objects.select_for_update().get(pk=found.pk)

    def conflict(self, request, cluster: Cluster):
        """The page that asks what to keep; None where nothing is to be asked.

        What was decided there becomes what the form has sent.
        """
        meeting = Meeting(request, *self.unsent_forms(request, cluster))
        is_decision = DECISION in request.POST
        if not meeting.is_current:
            must_ask = meeting.is_overwriting() or request.FILES
        else:
            must_ask = is_decision and not meeting.is_decided()
        if must_ask:
            context = self.admin_site.each_context(request)
            context |= {"opts": self.opts, "original": cluster}
            return conflict_page(request, meeting, context)
        if is_decision or not meeting.is_current:
            request.POST = meeting.settled()
        return None

    def unsent_forms(self, request, cluster: Cluster):
        """The form and the formsets as they would be shown now."""
        asked = copy(request)
        asked.method = "GET"
        fields = flatten_fieldsets(self.get_fieldsets(asked, cluster))
        form = self.get_form(asked, cluster, change=True, fields=fields)
        formsets, _inlines = self._create_formsets(asked, cluster, change=True)
        return form(instance=cluster), formsets

    def render_change_form(self, request, context, **kwargs):
        form, cluster = context["adminform"].form, context["original"]
        inlines = context["inline_admin_formsets"]
        token = request.POST.get(VERSION, "")
        if not form.is_bound and cluster:
            formsets = [inline.formset for inline in inlines]
            token = token_of(stored_state(form, formsets))
        context |= {
            "token": token,
            "fieldsets": [
                f for f in context["adminform"] if "section-" not in f.classes
            ],
            "sections": form_sections(cluster, context["adminform"], inlines),
        }
        return super().render_change_form(request, context, **kwargs)
