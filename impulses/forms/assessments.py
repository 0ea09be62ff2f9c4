"""The form of an assessment: how, by which criteria, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clusters.validators import no_control_characters
from impulses.models import ANSWER_CHOICES, SCALE, Assessment, Criterion
from impulses.reviews.assessments import LONGEST_REASON, SHORTEST_REASON, too_short

Kind = Assessment.Kind


class ScaleField(forms.TypedChoiceField):
    """The value of a criterion, 0 to 4, each with its words."""

    def __init__(self, criterion: Criterion, **options):
        words = [*criterion.words.splitlines(), *[""] * len(SCALE)]
        super().__init__(
            label=criterion.name,
            help_text=criterion.help,
            choices=list(zip(SCALE, words, strict=False)),
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a value.")},
            **options,
        )
        self.template_name = "impulses/review/partials/scale.html"


class FocusedRadioSelect(forms.RadioSelect):
    """The choice that is made has the focus when the page opens."""

    is_focused = True

    def create_option(
        self, name, value, label, selected, index, subindex=None, attrs=None
    ):
        option = super().create_option(
            name, value, label, selected, index, subindex, attrs
        )
        if selected and self.is_focused:
            option["attrs"]["autofocus"] = True
        return option


class AssessmentForm(forms.Form):
    """What the chosen kind does not need is neither asked for nor looked at.

    `own`: the assessment that stands now and would be replaced, or None.
    """

    use_required_attribute = False
    # what is needed depends on the kind, and the page says so
    is_optional = True

    art = forms.ChoiceField(
        label=_("How do you assess this impulse?"),
        choices=[
            (Kind.JUDGED, _("I assess it")),
            (Kind.ABSTAINED, _("I abstain")),
            (Kind.CONFLICT, _("I have a conflict of interest")),
        ],
        initial=Kind.JUDGED,
        widget=FocusedRadioSelect,
        error_messages={"required": _("Choose how you assess the impulse.")},
    )
    empfehlung = forms.ChoiceField(
        label=_("Which answer do you recommend?"),
        choices=[(value, capfirst(label)) for value, label in ANSWER_CHOICES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a recommendation.")},
    )
    begruendung = forms.CharField(
        label=_("Reasoning"),
        max_length=LONGEST_REASON,
        help_text=_("Others read it once they have saved their own assessment."),
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    ersetzt = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data=None, *, criteria: Iterable[Criterion], own: Assessment | None
    ):
        super().__init__(data, initial=initial_of(own))
        self.own = own
        # a refused form begins with what is wrong
        self.fields["art"].widget.is_focused = not self.is_bound
        scales = {f"kriterium_{c.pk}": ScaleField(c) for c in criteria}
        self.fields = {"art": self.fields.pop("art"), **scales, **self.fields}
        self.scales = list(scales)
        self.for_judged = [*scales, "empfehlung"]
        kind, reason = self["art"].value(), self.fields["begruendung"]
        reason.required = kind != Kind.ABSTAINED
        reason.error_messages["required"] = too_short(kind)

    @property
    def scale_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.scales]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, reason = cleaned.get("art"), cleaned.get("begruendung")
        if kind in (Kind.ABSTAINED, Kind.CONFLICT):
            for name in self.for_judged:
                self.errors.pop(name, None)
        if kind and reason is not None and len(reason) < SHORTEST_REASON[Kind(kind)]:
            self.add_error("begruendung", ValidationError(too_short(kind)))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Keywords of `save_assessment`, from a valid form."""
        data = self.cleaned_data
        said = {"kind": data["art"], "reason": data["begruendung"]}
        if data["art"] != Kind.JUDGED:
            return said
        scores = {int(n.rpartition("_")[2]): data[n] for n in self.scales}
        return said | {"recommendation": data["empfehlung"], "scores": scores}

    @property
    def is_stale(self) -> bool:
        """Whether another assessment stands now than when the form was opened."""
        return self.data.get("ersetzt", "") != (str(self.own.pk) if self.own else "")


def initial_of(own: Assessment | None) -> dict[str, Any]:
    if own is None:
        return {}
    scores = {f"kriterium_{s.criterion_id}": s.value for s in own.scores.all()}
    return scores | {
        "art": own.kind,
        "empfehlung": own.recommendation,
        "begruendung": own.reason,
        "ersetzt": own.pk,
    }
