"""The link in a mail that asks to check an entry: no account, and only POST writes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BoundField, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from clusters.actions.requests import (
    RequestOverError,
    answered_sections,
    change_by_link,
    confirm_by_link,
    hand_over,
    request_of,
)
from clusters.facts.entry import Fact, Kind, facts_of
from clusters.forms.confirmation import (
    CHANGE,
    RIGHT,
    AnswerForm,
    ChangeForm,
    HandoverForm,
)
from clusters.models import Cluster, Confirmation, ConfirmationRequest, Section
from clusters.private import private

if TYPE_CHECKING:
    # the type checker has to know what the mixins are mixed into
    LinkBase = FormView
else:
    LinkBase = object

TEMPLATES = "clusters/confirmation"
# the sections that are still to be changed, after the one on the page
NEXT = "dann"


class LinkMixin(LinkBase):
    """Finds the request of a link; one that ended explains itself and does nothing."""

    # ends after which the page is still shown
    outlives: tuple[str, ...] = ()
    token: str
    link: ConfirmationRequest

    def dispatch(self, request, *args, token, **kwargs):
        link = request_of(token)
        if link is None:
            return private(unknown(request))
        self.token, self.link = token, link
        try:
            response = self.refusal() or super().dispatch(request, *args, **kwargs)
        except RequestOverError:
            # somebody else used the link at this moment: the page says so
            response = redirect("clusters:confirm", token)
        return private(response)

    def refusal(self) -> HttpResponse | None:
        """The page of a link that ended, or whose entry did; None for a good one."""
        if self.link.cluster.state == Cluster.State.ARCHIVED:
            return render(
                self.request, "410.html", {"cluster": self.cluster}, status=410
            )
        if self.link.end and self.link.end not in self.outlives:
            context = self.link_context() | outcome(self.link)
            return render(self.request, f"{TEMPLATES}/ended.html", context, status=410)
        return None

    @cached_property
    def cluster(self) -> Cluster:
        return Cluster.objects.for_detail().get(pk=self.link.cluster_id)

    def link_context(self) -> dict:
        return {
            "link": self.link,
            "token": self.token,
            "cluster": self.link.cluster,
            "office": settings.OFFICE_EMAIL,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | self.link_context()


class LinkFormMixin(LinkMixin):
    """A form behind a link; a refused one is shown again with what was typed."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = form.status
        return response


def unknown(request: HttpRequest) -> HttpResponse:
    """Of a link that nobody signed, as it was cut off or made up."""
    context = {"office": settings.OFFICE_EMAIL}
    return render(request, f"{TEMPLATES}/unknown.html", context, status=404)


@dataclass(frozen=True)
class Check:
    """A section on the page: its facts, and what there is to choose or was chosen."""

    section: Section
    groups: list[tuple[str, list[Fact]]]
    confirmation: Confirmation | None
    # None where this link has answered already
    field: BoundField | None
    is_confirmed: bool


def grouped(facts: list[Fact]) -> list[tuple[str, list[Fact]]]:
    """Facts under the contact, location, service or driver that they belong to.

    What these leave open is nothing to check; what the entry itself leaves open is.
    """

    def title(fact: Fact) -> str:
        return fact.label if fact.kind == Kind.LISTED else fact.row

    def is_shown(fact: Fact) -> bool:
        return fact.kind != Kind.LISTED and bool(fact.value or not fact.row)

    return [
        (name, list(filter(is_shown, rows))) for name, rows in groupby(facts, key=title)
    ]


class CheckView(LinkFormMixin, FormView):
    """All sections with a choice for each, in one form."""

    template_name = f"{TEMPLATES}/check.html"
    form_class = AnswerForm

    @cached_property
    def confirmed(self) -> set[str]:
        return self.link.confirmations.sections()

    def get_form_kwargs(self):
        answered = answered_sections(self.link)
        left = [section for section in Section.values if section not in answered]
        return super().get_form_kwargs() | {"sections": left}

    def form_valid(self, form):
        confirm_by_link(self.link, form.chosen(RIGHT))
        return redirect(next_address(self.token, form.chosen(CHANGE)))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"checks": self.checks(context["form"])}

    def checks(self, form: Form) -> list[Check]:
        newest = self.cluster.confirmations.by_section()
        return [
            Check(
                section=section,
                groups=grouped(facts_of(self.cluster, section, own=True)),
                confirmation=newest[section],
                field=form[section] if section in form.fields else None,
                is_confirmed=section in self.confirmed,
            )
            for section in Section
        ]


class ChangeView(LinkFormMixin, FormView):
    """The facts of one section; what is changed waits for somebody to accept it."""

    template_name = f"{TEMPLATES}/change.html"
    form_class = ChangeForm

    def refusal(self):
        refused = super().refusal()
        section = self.kwargs["section"]
        if refused is None and section not in Section.values:
            raise Http404
        if refused is None and section in answered_sections(self.link):
            return redirect("clusters:confirm", self.token)
        return refused

    def get_form_kwargs(self):
        entry = {"cluster": self.cluster, "section": self.kwargs["section"]}
        return super().get_form_kwargs() | entry

    def form_valid(self, form):
        section = self.kwargs["section"]
        try:
            change_by_link(self.link, section, form.changed())
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return redirect(next_address(self.token, self.request.GET.getlist(NEXT)))

    def get_context_data(self, **kwargs):
        section = Section(self.kwargs["section"])
        return super().get_context_data(**kwargs) | {"section": section}


class HandoverView(LinkFormMixin, FormView):
    """Names the mailbox that checks the entry from now on."""

    template_name = f"{TEMPLATES}/handover.html"
    form_class = HandoverForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"link": self.link}

    def form_valid(self, form):
        hand_over(self.link, form.cleaned_data["email"])
        return redirect("clusters:confirm-thanks", self.token)


class ThanksView(LinkMixin, TemplateView):
    """What is confirmed until when, what waits, and what is left."""

    template_name = f"{TEMPLATES}/thanks.html"
    outlives = ("finished", "handed-over")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | outcome(self.link)


def outcome(link: ConfirmationRequest) -> dict:
    """What a link has changed so far, in the order of the sections."""
    confirmed = {row.section: row for row in link.confirmations.all()}
    waiting = link.proposals.sections()
    done = confirmed.keys() | waiting
    return {
        "confirmed": [confirmed[s] for s in Section.values if s in confirmed],
        "waiting": [s.label for s in Section if s in waiting and s not in confirmed],
        "left": [s.label for s in Section if s not in done],
    }


def next_address(token: str, sections: list[str]) -> str:
    """The form of the first section that is still to be changed, else the thanks."""
    known = [section for section in sections if section in Section.values]
    if not known:
        return reverse("clusters:confirm-thanks", args=[token])
    first, *rest = dict.fromkeys(known)
    address = reverse("clusters:confirm-section", args=[token, first])
    query = urlencode([(NEXT, section) for section in rest])
    return f"{address}?{query}" if query else address
