"""Entering the paper: a file is read once, its changes are shown, then they are made.

What was read waits, signed, in the page that lists its changes, so that nothing is
stored and exactly what was seen is entered.
"""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from clusterallianz.export import csv_response
from impulses.forms.paper import PaperForm
from impulses.models import Impulse
from impulses.paper.planning import Plan, plan_paper
from impulses.paper.reading import COLUMNS, Paper, Row
from impulses.reviews.errors import ConflictError
from impulses.reviews.wording import import_paper
from impulses.views.access import posted_only, review_page

SALT = "impulses.paper"
# seconds that a list of changes may be looked at
MAX_AGE = 3600
# of a text; more are not read at once
MOST_PROBLEMS = 50
FORMS = "impulses/review/paper.html"


@review_page("impulses.import_paper")
def paper(request):
    """The form, and what a file would change."""
    is_sent = request.method == "POST"
    form = PaperForm(request.POST, request.FILES) if is_sent else PaperForm()
    if is_sent and form.is_valid():
        known = form.cleaned_data["paper"]
        plan = plan_paper(known)
        if not (plan.problems and form.cleaned_data["text"]):
            return changes_page(request, known, plan)
        # what was pasted stays, to be mended here
        for problem in plan.problems[:MOST_PROBLEMS]:
            form.add_error("text", f"{capfirst(problem.place)}: {problem.text}")
    counts = {
        "number": Impulse.objects.count(),
        "worded": Impulse.objects.filter(wording=Impulse.Wording.FULL).count(),
    }
    return render(request, FORMS, {"form": form, "columns": COLUMNS} | counts)


@posted_only("impulses:paper")
@review_page("impulses.import_paper")
def enter_paper(request):
    """Make the changes that the page before has listed, if they still are the same."""
    try:
        seen = signing.loads(request.POST.get("seen", ""), salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        text = _("The list of changes is too old. Please upload the file again.")
        messages.error(request, text)
        return redirect("impulses:paper")
    known = Paper([Row(**row) for row in seen["rows"]])
    if seen["by"] != request.user.pk:
        return changes_page(request, known, plan_paper(known), status=409)
    try:
        plan = import_paper(known, by=request.user, digest=seen["digest"])
    except ConflictError:
        return changes_page(request, known, plan_paper(known), status=409)
    number = len(plan.entries)
    said = ngettext(
        "%(n)s impulse was changed.", "%(n)s impulses were changed.", number
    )
    messages.success(request, said % {"n": number})
    return redirect("impulses:paper")


@require_safe
@review_page("impulses.import_paper")
def paper_table(request):
    """All impulses as a table of this format, to be filled with what is printed."""
    known = Impulse.objects.order_by("number").values_list("number", "title_de")
    rows = (
        {"nummer": number, "titel": title, "bisher": number} for number, title in known
    )
    lines = ([row.get(name) for name in COLUMNS] for row in rows)
    return csv_response("papier", COLUMNS, lines)


def changes_page(request, known: Paper, plan: Plan, status: int = 200):
    """`status` 409: something has changed since these changes were looked at."""
    seen = {
        "by": request.user.pk,
        "rows": [asdict(row) for row in known.rows],
        "digest": plan.digest,
    }
    context = {
        "plan": plan,
        "has_changed": status == 409,
        "seen": signing.dumps(seen, salt=SALT, compress=True),
    }
    return render(request, "impulses/review/paper_changes.html", context, status=status)
