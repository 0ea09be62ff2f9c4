"""Forms for facts: one that a reader proposes, or all of a section."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.facts.entry import Fact, Kind, possible_facts
from clusters.facts.values import MAX_TEXT, choices_of, clean_value
from clusters.forms.open import OpenForm
from clusters.models import Cluster
from clusters.validators import no_control_characters

REASON_LENGTH = 2000


class FactField(forms.CharField):
    """One fact, filled with what stands there; cleaned to what is stored."""

    def __init__(self, fact: Fact, **kwargs):
        self.fact = fact
        is_number = isinstance(fact.field, models.DecimalField)
        options: dict[str, Any] = {
            "label": fact.full_label,
            "required": False,
            "initial": fact.value if is_number else fact.stored,
            "widget": widget_for(fact),
            "help_text": gettext("One per line.") if fact.kind == Kind.TOPICS else "",
        }
        super().__init__(**options | kwargs)

    def validate(self, value):
        """What may be empty is said by the column behind the fact."""

    def clean(self, value):
        return clean_value(self.fact, super().clean(value))


def widget_for(fact: Fact) -> forms.Widget:
    choices = choices_of(fact)
    if choices:
        return forms.Select(choices=choices)
    if fact.kind in (Kind.LINES, Kind.TOPICS):
        rows = 10 if isinstance(fact.field, models.TextField) else 3
        rows = 6 if fact.kind == Kind.TOPICS else rows
        return forms.Textarea(attrs={"rows": rows})
    if isinstance(fact.field, models.EmailField):
        return forms.EmailInput(attrs={"autocomplete": "off"})
    modes = {models.URLField: "url", models.IntegerField: "numeric"}
    modes[models.DecimalField] = "decimal"
    mode = next((m for kind, m in modes.items() if isinstance(fact.field, kind)), "")
    return forms.TextInput(attrs={"inputmode": mode} if mode else {})


class SectionForm(forms.Form):
    """All facts of a section, for the cluster itself; `changes()` are those that
    differ from what stands there.

    `anderes`: what no field has room for, such as a new contact.
    """

    anderes = forms.CharField(
        label=_("Anything else to change in this section"),
        help_text=_("For example a contact or a location that is missing or is gone."),
        required=False,
        max_length=MAX_TEXT,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    # every field may stay as it is: no need to say so at each
    is_optional = True

    def __init__(self, cluster: Cluster, section: str, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.facts = possible_facts(cluster, section, own=True)
        for fact in self.facts:
            self.fields[fact.key] = FactField(fact)
        self.order_fields([*(fact.key for fact in self.facts), "anderes"])

    def changes(self) -> list[tuple[Fact, str]]:
        """Of a valid form: each changed fact, and what should be stored."""
        cleaned = self.cleaned_data
        return [(f, cleaned[f.key]) for f in self.facts if cleaned[f.key] != f.stored]


def in_words() -> forms.CharField:
    """For what is about a section as a whole."""
    return forms.CharField(
        label=_("What should be different?"),
        max_length=MAX_TEXT,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ProposalForm(OpenForm):
    """What should stand there. Without a fact it is about the section as a whole."""

    scope = "proposal"
    mails_the_sender = True
    # what should stand there may be nothing
    use_required_attribute = False

    soll = forms.CharField(max_length=MAX_TEXT)
    grund = forms.CharField(
        label=_("Why?"),
        help_text=_("How you know, best with an address where it can be read."),
        required=False,
        max_length=REASON_LENGTH,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args, fact: Fact | None, is_gone: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fact = fact
        self.is_gone = is_gone
        self.fields["email"].help_text = gettext(
            "Only to confirm your report and to tell you the result. Deleted %(days)s"
            " days after the decision, never public."
        ) % {"days": settings.PROPOSAL_KEEP_DAYS}
        if fact is None:
            self.fields["soll"] = in_words()
        else:
            self.fields["soll"] = field = FactField(
                fact, label=gettext("What should stand there?"), required=True
            )
            if not choices_of(fact):
                empty = gettext("Leave it empty if nothing should stand there.")
                field.help_text = f"{field.help_text} {empty}".strip()

    def clean_soll(self) -> str:
        value = self.cleaned_data["soll"]
        if self.is_gone:
            raise ValidationError(
                _(
                    "This field is not in the entry any more. Say in words what you"
                    " mean, and send it again."
                )
            )
        if self.fact is not None and value == self.fact.stored:
            raise ValidationError(_("That is what stands there already."))
        return value

    def values(self) -> dict[str, Any]:
        """Of a valid form: what `propose` needs."""
        cleaned = self.cleaned_data
        return {
            "new_value": cleaned["soll"],
            "reason": cleaned["grund"],
            "email": cleaned["email"],
        }
