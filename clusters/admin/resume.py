"""A form that was sent after its session had ended: nothing typed is lost.

The page that says so carries all that was typed, in itself and not on the server. Signed
in again, in another window, one gets the form back with it, and saves it as ever.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

NEVER_CARRIED = {"csrfmiddlewaretoken"}


def unsent(form_class: Any) -> type:
    """For a form that is shown again and must not be saved by being shown."""

    class UnsentForm(form_class):
        def clean(self):
            cleaned = super().clean()
            text = _("Your input is back, and not saved yet. Please check and save it.")
            self.add_error(None, text)
            return cleaned

    return UnsentForm


def interrupted_page(request: HttpRequest) -> HttpResponse | None:
    """What was sent, for later; None if that was no form that can be shown again."""
    match = request.resolver_match
    model_admin = getattr(match.func, "model_admin", None) if match else None
    if request.method != "POST" or not hasattr(model_admin, "resume_view"):
        return None
    if not str(match.url_name).endswith(("_add", "_change", "_resume", "_resume_add")):
        return None
    context = admin.site.each_context(request) | {
        "title": _("Your input is not lost"),
        "carried": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in NEVER_CARRIED
            for value in values
        ],
        "lost_files": [upload.name for upload in request.FILES.values()],
        "resume_url": resume_url(model_admin.opts, match.kwargs.get("object_id")),
        "must_sign_in": not admin.site.has_permission(request),
    }
    return render(request, "admin/interrupted.html", context, status=403)


def resume_url(opts, object_id: str | None) -> str:
    name = f"admin:{opts.app_label}_{opts.model_name}_resume"
    return reverse(name, args=[object_id]) if object_id else reverse(f"{name}_add")


def form_url(opts, object_id: str | None) -> str:
    """Where the form itself is."""
    name = f"admin:{opts.app_label}_{opts.model_name}"
    if object_id is None:
        return reverse(f"{name}_add")
    return reverse(f"{name}_change", args=[object_id])
