"""The office's page for tables: take them away, and bring them back changed.

A file is read once. What it holds waits, signed, in the page that lists its changes,
so that nothing is stored and exactly what was seen is imported.
"""

from __future__ import annotations

from dataclasses import astuple

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from clusters.actions.exchange import Report, export_table, import_table
from clusters.exchange.files import (
    CONTENT_TYPES,
    MAX_BYTES,
    Table,
    TableError,
    read_table,
)
from clusters.exchange.resources import TABLES
from clusters.models import Cluster

PAGE = "admin:clusters_cluster_exchange"
SALT = "clusters.exchange"
# seconds that a list of changes may be looked at
MAX_AGE = 3600
NAMES = {
    "cluster": _("Clusters"),
    "standorte": _("Locations"),
    "ansprechpersonen": _("Contacts"),
}
FORMATS = {"csv": _("CSV for spreadsheets"), "xlsx": _("XLSX (Excel)")}


class ExportForm(forms.Form):
    table = forms.ChoiceField(
        label=_("Table"), choices=NAMES, widget=forms.RadioSelect, initial="cluster"
    )
    file_format = forms.ChoiceField(
        label=_("File format"), choices=FORMATS, widget=forms.RadioSelect, initial="csv"
    )


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, at most 2 MB. Nothing is changed yet."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self):
        """The name of the file and its table."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 2 MB."))
        try:
            return upload.name, read_table(upload.read())
        except TableError as error:
            raise ValidationError(str(error)) from error


def exchange_urls(site: admin.AdminSite) -> list:
    """The addresses of these pages, to be mounted among those of the entries."""
    views = [
        ("tables/", exchange, "exchange"),
        ("tables/export/", export, "export"),
        ("tables/import/", preview, "import"),
        ("tables/import/confirm/", confirm, "import_confirm"),
    ]
    return [
        path(route, site.admin_view(view), name=f"clusters_cluster_{name}")
        for route, view, name in views
    ]


def exchange(request):
    refuse_others(request)
    return page(request, ExportForm(), ImportForm())


@require_POST
def export(request):
    refuse_others(request)
    form = ExportForm(request.POST)
    if not form.is_valid():
        return page(request, form, ImportForm())
    name, kind = form.cleaned_data["table"], form.cleaned_data["file_format"]
    content = export_table(name, kind, by=request.user)
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    file_name = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


@require_POST
def preview(request):
    """What the file would change. Nothing is changed."""
    refuse_others(request)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, ExportForm(), form)
    file_name, table = form.cleaned_data["file"]
    try:
        report = import_table(table, by=request.user, dry_run=True)
    except TableError as error:
        form.add_error("file", str(error))
        return page(request, ExportForm(), form)
    return changes_page(request, report, table, file_name)


@require_POST
def confirm(request):
    """Import what the page before has listed, if it still is what would change."""
    refuse_others(request)
    try:
        seen = signing.loads(request.POST.get("seen", ""), salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        text = _("The list of changes is too old. Please upload the file again.")
        messages.error(request, text)
        return redirect(PAGE)
    table, file_name = Table(*seen["table"]), seen["file_name"]
    report = import_table(table, by=request.user, dry_run=True)
    if report.digest != seen["digest"] or seen["by"] != request.user.pk:
        text = _("Meanwhile something has changed. Please look through it once more.")
        messages.warning(request, text)
        return changes_page(request, report, table, file_name)
    import_table(table, by=request.user, dry_run=False, file_name=file_name)
    number = len(report.rows)
    text = ngettext("%(n)s row was imported.", "%(n)s rows were imported.", number)
    messages.success(request, text % {"n": number})
    return redirect(PAGE)


def refuse_others(request) -> None:
    for action in ("import", "export"):
        if not request.user.has_perm(f"clusters.{action}_cluster"):
            raise PermissionDenied


def page(request, export_form, import_form) -> TemplateResponse:
    context = page_context(request) | {
        "title": _("Take away and bring back tables"),
        "export_form": export_form,
        "import_form": import_form,
        "columns": [(NAMES[name], table.columns()) for name, table in TABLES.items()],
    }
    return TemplateResponse(request, "admin/clusters/cluster/exchange.html", context)


def changes_page(request, report: Report, table: Table, file_name: str):
    seen = {
        "by": request.user.pk,
        "table": astuple(table),
        "file_name": file_name,
        "digest": report.digest,
    }
    context = page_context(request) | {
        "title": _("What the file changes"),
        "report": report,
        "table_name": NAMES[report.table],
        "file_name": file_name,
        "seen": signing.dumps(seen, salt=SALT, compress=True),
    }
    return TemplateResponse(request, "admin/clusters/cluster/changes.html", context)


def page_context(request) -> dict:
    return admin.site.each_context(request) | {"opts": Cluster._meta}
