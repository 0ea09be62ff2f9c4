"""Filling in forms of the admin as a browser does."""

from bs4 import BeautifulSoup
from django.urls import reverse

CHANGELIST = "/admin/clusters/cluster/"


def change_url(cluster):
    return reverse("admin:clusters_cluster_change", args=[cluster.pk])


def form_data(client, url):
    """What a browser would send back unchanged."""
    page = BeautifulSoup(client.get(url).content, "html.parser")
    form = page.select_one("#content-main form")
    data = {}
    for field in form.select("input[name], textarea[name]"):
        kind = field.get("type", "text")
        if "__prefix__" in field["name"] or kind in ("submit", "file"):
            continue
        if kind != "checkbox" or field.has_attr("checked"):
            text = "on" if kind == "checkbox" else field.text.strip("\n")
            data[field["name"]] = field.get("value", text)
    for field in form.select("select[name]"):
        if "__prefix__" not in field["name"]:
            chosen = field.select("option[selected]") or field.select("option")[:1]
            data[field["name"]] = [o["value"] for o in chosen if o.get("value")]
    return data


def errors(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return [item.text.strip() for item in page.select(".errorlist li")]


def added(data, prefix, rows):
    """Form data with new rows of a part."""
    total = int(data[f"{prefix}-TOTAL_FORMS"])
    for at, row in enumerate(rows, start=total):
        data |= {f"{prefix}-{at}-{name}": value for name, value in row.items()}
    return data | {f"{prefix}-TOTAL_FORMS": total + len(rows)}
