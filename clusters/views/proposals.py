"""“Something wrong?”: anybody proposes a change to a fact, without an account."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clusters.actions.facts import UnknownFactError
from clusters.actions.proposals import propose
from clusters.facts.entry import Fact, possible_facts
from clusters.forms.fact import ProposalForm, SectionForm
from clusters.models import Cluster, Section

__all__ = ["SectionForm", "propose_change", "proposed"]

# the parameter's value for what no field has room for
OTHER = "anderes"


@dataclass(frozen=True)
class Choice:
    """The section that a reader chose, its facts, and the one that is meant."""

    section: Section
    key: str
    facts: list[Fact]

    @classmethod
    def of(cls, request: HttpRequest, cluster: Cluster) -> Choice:
        """A section that does not exist is the first one."""
        named = request.GET.get("abschnitt")
        section = Section(named) if named in Section.values else Section.MASTER
        key = request.POST.get("angabe") or request.GET.get("angabe", "")
        return cls(section, key, possible_facts(cluster, section))

    @property
    def fact(self) -> Fact | None:
        return next((fact for fact in self.facts if fact.key == self.key), None)

    @property
    def groups(self) -> list[tuple[str, list[Fact]]]:
        """The facts of each contact or location under its name."""
        if self.section == Section.SERVICES:
            return [("", [fact for fact in self.facts if not is_aside(fact)])]
        by_row = groupby(self.facts, key=attrgetter("row"))
        return [(row, list(facts)) for row, facts in by_row]

    @property
    def is_made(self) -> bool:
        return self.key == OTHER or self.fact is not None


def is_aside(fact: Fact) -> bool:
    """Notes that the page of the entry does not show in this language: each service
    and driver has two, and most are empty."""
    is_note = fact.key.rpartition(":")[2].startswith("note_")
    other = "de" if get_language() == "en" else "en"
    return is_note and (not fact.value or fact.key.endswith(f"note_{other}"))


@require_http_methods(["GET", "HEAD", "POST"])
def propose_change(request, slug):
    """First which fact of a section, then what should stand there."""
    known = Cluster.objects.exclude(state=Cluster.State.DRAFT).for_detail()
    cluster = get_object_or_404(known, slug=slug)
    if cluster.state == Cluster.State.ARCHIVED:
        return render(request, "410.html", {"cluster": cluster}, status=410)
    choice = Choice.of(request, cluster)
    context = {"cluster": cluster, "choice": choice, "sections": Section}
    if request.method != "POST" and not choice.is_made:
        return render(request, "clusters/propose_choose.html", context)
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        request=request,
        fact=choice.fact,
        is_gone=not choice.is_made,
    )
    if form.is_valid() and is_kept(form, cluster, choice):
        return redirect("clusters:proposed", cluster.slug)
    context["form"] = form
    return render(request, "clusters/propose.html", context, status=form.status)


def is_kept(form: ProposalForm, cluster: Cluster, choice: Choice) -> bool:
    """Keep a valid proposal; False, with an error, if the entry has just changed."""
    key = "" if choice.fact is None else choice.fact.key
    language = get_language() or "de"
    try:
        propose(cluster, choice.section, key, **form.values(), language=language)
    except (UnknownFactError, ValidationError):
        form.add_error(None, _("The entry has just changed. Please look at it again."))
        return False
    return True


@require_safe
def proposed(request, slug):
    """What happens next."""
    cluster = get_object_or_404(Cluster.objects.published(), slug=slug)
    return render(request, "clusters/proposed.html", {"cluster": cluster})
