"""The admin site: its first page leads with what waits for the account."""

from functools import update_wrapper

from allauth.account.adapter import get_adapter
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from clusterallianz.listing import refuse_zero_bytes

# allauth's own tables: secrets of second factors, and mailboxes kept at the account
HIDDEN = ("account", "mfa", "socialaccount")


class DirectoryAdminSite(admin.AdminSite):
    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable]
        if not isinstance(model_or_iterable, type):
            models = list(model_or_iterable)
        shown = [model for model in models if model._meta.app_label not in HIDDEN]
        super().register(shown, admin_class, **options)

    def login(self, request, extra_context=None):
        """The site has one page to sign in; whoever is, but may not enter, gets 403."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        target = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        if target == reverse("admin:index"):
            # no page in particular: the account says where its work is
            return redirect("account_login")
        return redirect_to_login(target, reverse("account_login"))

    def logout(self, request, extra_context=None):
        if request.method == "POST":
            get_adapter().logout(request)
            return redirect("home")
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def get_urls(self):
        """Without the redirect to any object's page: it tells the address of a draft.

        Every admin of a model with an address names it itself by `view_on_site`.
        """
        urls = super().get_urls()
        return [url for url in urls if getattr(url, "name", "") != "view_on_site"]

    def admin_view(self, view, cacheable=False):
        """A form that comes after its session had ended is kept, see `admin.resume`."""
        guarded = super().admin_view(view, cacheable)

        # this module is loaded before any model is
        from clusters.admin.resume import interrupted_page

        def kept(request, *args, **kwargs):
            if not self.has_permission(request):
                page = interrupted_page(request)
                if page is not None:
                    return page
            return guarded(request, *args, **kwargs)

        return update_wrapper(kept, guarded)

    def autocomplete_view(self, request):
        refuse_zero_bytes(request.GET)
        return super().autocomplete_view(request)

    def index(self, request, extra_context=None):
        from clusters.admin.startpage import start_context
        from impulses.voices import own_voices

        context = start_context(request)
        context["leads_to_review"] = request.user.has_perm("impulses.review")
        if "entries" in context:
            context["voices"] = own_voices(request.user)
            apps = self.get_app_list(request)
            context |= {
                "app_list": models_of(apps, view_only=False),
                "to_look_up": models_of(apps, view_only=True),
            }
        return super().index(request, context | (extra_context or {}))


def models_of(apps: list[dict], *, view_only: bool) -> list[dict]:
    """The part of an app list that the account may change, or may only view."""
    parts = [
        app | {"models": [m for m in app["models"] if m["view_only"] == view_only]}
        for app in apps
    ]
    return [app for app in parts if app["models"]]
