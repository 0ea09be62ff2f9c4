"""Proposals: what waits for a decision, side by side with what stands there."""

from __future__ import annotations

import difflib
import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from clusters.actions.proposals import (
    ProposalDecidedError,
    ValueChangedError,
    accept_proposal,
    decline_proposal,
)
from clusters.facts.entry import Fact, find_fact
from clusters.facts.values import shown_value
from clusters.forms.fact import FactField
from clusters.models import Cluster, Proposal
from clusters.validators import no_control_characters

from .base import HonestAdmin

NOTE_LENGTH = 2000
SAFE = ("GET", "HEAD")
# a break of lines, or a word with the spaces after it
WORD = re.compile(r"\s*\n\s*|\S+[^\S\n]*|\s+")


class NoteField(forms.CharField):
    def __init__(self, **kwargs):
        options: dict[str, Any] = {
            "max_length": NOTE_LENGTH,
            "validators": [no_control_characters],
            "widget": forms.Textarea(attrs={"rows": 3}),
        }
        super().__init__(**options | kwargs)


class AcceptForm(forms.Form):
    """The proposed value, which may be corrected. `seen`: what stood there then."""

    prefix = "accept"
    # what should stand there may be nothing
    is_optional = True
    use_required_attribute = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args, fact: Fact | None, proposal: Proposal, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_changed = fact is not None and fact.stored != proposal.old_value
        if fact is not None:
            self.fields["value"] = FactField(
                fact,
                label=_("New value, corrected if need be"),
                initial=shown_input(fact, proposal.new_value),
            )
            self.fields["seen"].initial = fact.stored
        if self.is_changed:
            self.fields["over"] = forms.BooleanField(
                label=_("Replace what stands there now"), required=False
            )
        self.fields["note"] = NoteField(
            label=_("What was done") if fact is None else _("Note"),
            required=fact is None,
            help_text=_("The person who reported it reads this, if there is a mail."),
        )

    def decision(self) -> dict[str, Any]:
        """Of a valid form: what `accept_proposal` needs."""
        cleaned = self.cleaned_data
        # a browser sends the breaks of lines in its own way
        seen = cleaned["seen"].replace("\r\n", "\n")
        return {
            "value": cleaned.get("value"),
            "over": seen if cleaned.get("over") else None,
            "note": cleaned["note"],
        }


class DeclineForm(forms.Form):
    prefix = "decline"
    note = NoteField(
        label=_("Why not"),
        help_text=_("The person who reported it reads this, if there is a mail."),
    )


def shown_input(fact: Fact, stored: str) -> str:
    """A stored value as the form's control holds it."""
    is_choice = isinstance(FactField(fact).widget, forms.Select)
    return stored if is_choice else shown_value(fact, stored)


def word_diff(old: str, new: str) -> list[tuple[str, str]]:
    """Pieces of ("same" | "gone" | "new", text), by whole words."""
    before, after = (WORD.findall(text) for text in (old, new))
    # a word is the same whether a space follows or not
    plain = [[word.strip(" \t") for word in words] for words in (before, after)]
    pieces = []
    matcher = difflib.SequenceMatcher(a=plain[0], b=plain[1])
    for tag, i, j, k, m in matcher.get_opcodes():
        gone, came = "".join(before[i:j]), "".join(after[k:m])
        if tag == "equal":
            pieces.append(("same", came))
        else:
            pieces += [("gone", gone)] if gone else []
            pieces += [("new", came)] if came else []
    return pieces


def side_by_side(proposal: Proposal, fact: Fact | None) -> dict[str, Any]:
    """What the page shows of the values, as readers see them."""
    stored = {"old": proposal.old_value, "proposed": proposal.new_value}
    stored["accepted"] = proposal.accepted_value
    if fact is None:
        return stored
    values = {name: shown_value(fact, text) for name, text in stored.items()}
    values["present"] = fact.value
    is_open = proposal.state == Proposal.State.NEW
    before = fact.value if is_open else values["old"]
    after = values["proposed"] if is_open else values["accepted"]
    return values | {"diff": word_diff(before, after)}


def fact_of(proposal: Proposal) -> Fact | None:
    """The fact as it stands now; None for a section, or where the fact is gone."""
    if not proposal.fact:
        return None
    cluster = Cluster.objects.for_detail().get(pk=proposal.cluster_id)
    return find_fact(cluster, proposal.fact, own=True)


def anew(request, proposal: Proposal, present: str) -> AcceptForm:
    """The form again, about what stands there now; what was typed stays."""
    data = request.POST.copy()
    data["accept-seen"] = present
    data.pop("accept-over", None)
    form = AcceptForm(data, fact=fact_of(proposal), proposal=proposal)
    if form.is_valid() and form.is_changed:
        form.add_error(
            "over",
            _("Something else stands there now. Tick this if it is to be replaced."),
        )
    return form


def complain(form: AcceptForm, error: ValidationError) -> None:
    """Show what a rule of the entry says, at the field that it is about."""
    is_about_note = "note" in getattr(error, "error_dict", {})
    has_value = "value" in form.fields
    name = "note" if is_about_note or not has_value else "value"
    form.add_error(name, error.messages)


@admin.register(Proposal)
class ProposalAdmin(HonestAdmin):
    list_display = ["what", "state", "cluster", "section", "created_at"]
    list_filter = ["state", "origin"]
    list_select_related = ["cluster"]
    list_per_page = 50
    search_fields = ["cluster__short_name", "cluster__name", "label"]
    # what waits for a decision first
    ordering = ["-state", "-pk"]
    actions = None

    @admin.display(description=_("field"), ordering="label")
    def what(self, obj) -> str:
        return obj.label or str(_("the section as a whole"))

    def get_queryset(self, request):
        return super().get_queryset(request).decidable_by(request.user)

    def has_change_permission(self, request, obj=None) -> bool:
        """To decide; there is no form that changes a proposal."""
        cluster = obj.cluster if obj else None
        return request.user.has_perm("clusters.decide_proposal", cluster)

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path(
                f"<path:object_id>/{name}/",
                view(page),
                name=f"clusters_proposal_{name}",
            )
            for name, page in (
                ("accept", self.accept_view),
                ("decline", self.decline_view),
            )
        ]
        return [*own, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        proposal = self.find_or_404(request, object_id)
        if request.method not in SAFE:
            raise PermissionDenied
        return self.page(request, proposal)

    @method_decorator(require_POST)
    def accept_view(self, request, object_id):
        proposal = self.find_or_404(request, object_id)
        fact = fact_of(proposal)
        form = AcceptForm(request.POST, fact=fact, proposal=proposal)
        if not form.is_valid():
            return self.page(request, proposal, accept=form)
        try:
            accept_proposal(proposal, by=request.user, **form.decision())
        except ProposalDecidedError:
            return self.too_late(request, proposal)
        except ValueChangedError as error:
            form = anew(request, proposal, error.present)
            return self.page(request, proposal, accept=form)
        except ValidationError as error:
            complain(form, error)
            return self.page(request, proposal, accept=form)
        self.message_user(request, _("The proposal is accepted."), messages.SUCCESS)
        return redirect("admin:clusters_proposal_changelist")

    @method_decorator(require_POST)
    def decline_view(self, request, object_id):
        proposal = self.find_or_404(request, object_id)
        form = DeclineForm(request.POST)
        if not form.is_valid():
            return self.page(request, proposal, decline=form)
        try:
            decline_proposal(proposal, by=request.user, note=form.cleaned_data["note"])
        except ProposalDecidedError:
            return self.too_late(request, proposal)
        self.message_user(request, _("The proposal is declined."), messages.SUCCESS)
        return redirect("admin:clusters_proposal_changelist")

    def too_late(self, request, proposal):
        text = _("Somebody else has decided meanwhile. Nothing was changed.")
        self.message_user(request, text, messages.WARNING)
        return redirect("admin:clusters_proposal_change", proposal.pk)

    def find_or_404(self, request, object_id: str) -> Proposal:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404(object_id)
        return found

    def page(self, request, proposal: Proposal, *, accept=None, decline=None):
        """Old, present and proposed side by side, and the two ways to decide."""
        fact = fact_of(proposal)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Proposal"),
            "proposal": proposal,
            "fact": fact,
            "is_open": proposal.state == Proposal.State.NEW,
            "accept": accept or AcceptForm(fact=fact, proposal=proposal),
            "decline": decline or DeclineForm(),
            **side_by_side(proposal, fact),
        }
        template = "admin/clusters/proposal/decide.html"
        return TemplateResponse(request, template, context)
