"""What all our admin pages share: honest answers, rules by object, read-only history."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DataError
from django.db.models import Model
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rules.contrib.admin import ObjectPermissionsModelAdmin
from simple_history.admin import SimpleHistoryAdmin

from clusterallianz.listing import refuse_zero_bytes

from .fields import StrictFields, is_key
from .problems import problems
from .resume import form_url, unsent

# what the filters of Django's lists append to the name of a field
LOOKUPS = ["", "exact", "isnull", "id__exact"]


def name_of(list_filter: Any) -> str:
    """The name that an entry of `list_filter` has in the address."""
    return getattr(list_filter, "parameter_name", list_filter)


class HonestLists(ModelAdmin):
    """A hidden object is a 404, a forbidden action a 403."""

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        # Django would redirect to the index with a message
        raise Http404(object_id)

    def lookup_allowed(self, lookup, value, request) -> bool:
        """Only what our filters ask.

        By any other condition somebody could guess what a page does not show, and a
        regular expression can run for minutes.
        """
        name, _separator, kind = lookup.partition("__")
        filters = [name_of(one) for one in self.get_list_filter(request)]
        return name in filters and kind in LOOKUPS

    def changelist_view(self, request, extra_context=None):
        refuse_zero_bytes(request.GET)
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest
        wanted = request.POST.get("action")
        if wanted in self.action_names() and wanted not in self.get_actions(request):
            raise PermissionDenied
        try:
            return super().changelist_view(request, extra_context)
        except (OverflowError, DataError) as error:
            # a filter by a number that no key can be
            raise BadRequest from error

    def action_names(self) -> set[str]:
        """Every action that exists, whether this account may use it or not."""
        return {name for _action, name, _label in self._get_base_actions()}


class HonestAdmin(StrictFields, HonestLists, ObjectPermissionsModelAdmin):
    """As above, and rules see the object; what is typed outlives its session."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_resume"
        view = self.admin_site.admin_view(self.resume_view)
        # as Django marks the views of its own addresses
        view.model_admin = self
        pages = [
            path("add/weiter/", view, name=f"{name}_add"),
            path("<path:object_id>/weiter/", view, name=name),
        ]
        return [*pages, *super().get_urls()]

    @csrf_exempt
    def resume_view(self, request, object_id=None):
        """The form with what was sent after its session had ended.

        It saves nothing, so it needs no token: that of the old session is void.
        """
        address = form_url(self.opts, object_id)
        if request.method != "POST":
            return redirect(address)
        request.is_resumed = True
        return self._changeform_view(request, object_id, address, None)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return unsent(form) if getattr(request, "is_resumed", False) else form

    def render_change_form(self, request, context, **kwargs):
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        context["problems"] = problems(context["adminform"].form, formsets)
        return super().render_change_form(request, context, **kwargs)


class ReadOnlyList(HonestAdmin):
    """Rows that the program writes: read with one permission, changed by actions."""

    read_permission = ""

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.has_perm(self.read_permission)

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class EntryAdmin(HonestAdmin, SimpleHistoryAdmin):
    """For what is public: never deleted, with a history that nobody can edit."""

    # the one of the package carries an inline style
    object_history_list_template = "admin/entry_history_list.html"
    save_on_top = True

    def has_delete_permission(self, request, obj: Model | None = None) -> bool:
        return False

    def revert_disabled(self, request, obj: Model | None = None) -> bool:
        return True

    def history_view_title(self, request, obj: Model) -> str:
        return _("Changes: %(name)s") % {"name": obj}

    def history_form_view_title(self, request, obj: Model) -> str:
        return _("Earlier version: %(name)s") % {"name": obj}

    def history_view(self, request, object_id, extra_context=None):
        self.find_or_404(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        self.find_or_404(request, object_id)
        if request.method != "GET":
            # would bring back old values of fields this account may not set
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def find_or_404(self, request, object_id: str) -> Any:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404(object_id)
        return found
