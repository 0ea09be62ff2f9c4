"""Implementation, parts and links."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from impulses.forms.fields import (
    DayField,
    EvidenceField,
    TextField,
    name_of_unit,
    next_step_field,
    words_field,
)
from impulses.models import (
    HIGHEST_NUMBER,
    Impulse,
    ImpulseLink,
    ImpulsePart,
    ResponsibleUnit,
)
from impulses.transitions import next_states

State = Impulse.Implementation
# a part that begins as deferred or dropped would be none
FIRST_STATES = [State.NOT_STARTED, State.IN_PROGRESS, State.DONE]
HOW_FAR = _("How far it is")
IN_WORDS = _("For the public timeline")


def state_field() -> forms.ChoiceField:
    """Takes any state, so that a step that there is not is refused as such, and not as
    a value that does not exist; its widget offers what can follow."""
    return forms.ChoiceField(
        label=_("Implementation state"),
        choices=State,
        widget=forms.RadioSelect,
    )


class WithWords(forms.ModelForm):
    """A change that the public reads of, with words about it if there are any.

    `GROUPS`: titles and names of fields as the page puts them together.
    """

    GROUPS: ClassVar[list[tuple[Any, list[str]]]] = []
    due_on = DayField(
        label=_("Due on"),
        required=False,
        help_text=_("A day that is moved stays readable in the timeline."),
    )
    evidence_url = EvidenceField()
    text_de = words_field(
        _("In words (German)"),
        required=False,
        is_conditional=True,
        help_text=_("Needed if something is deferred, dropped or begun again."),
    )
    text_en = words_field(
        _("In words (English)"),
        required=False,
        help_text=_("Without it the English page shows the German text."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        field: Any = self.fields["responsible_unit"]
        known = ResponsibleUnit.objects.filter(is_active=True)
        chosen = ResponsibleUnit.objects.filter(pk=self.instance.responsible_unit_id)
        field.queryset = known | chosen
        field.empty_label = "–"
        field.label_from_instance = name_of_unit

    def groups(self) -> list[tuple[Any, list[BoundField]]]:
        found = [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.GROUPS
        ]
        return [group for group in found if group[1]]

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("text_en") and not data.get("text_de") and "text_de" in data:
            self.add_error("text_de", _("Please say it in German, too."))
        return data

    def values(self) -> dict:
        """Of a valid form: what the row gets; the words are the timeline's."""
        own = {"text_de", "text_en", "version"}
        return {k: v for k, v in self.cleaned_data.items() if k not in own}

    def about(self) -> dict:
        """The words for the timeline."""
        return {name: self.cleaned_data[name] for name in ("text_de", "text_en")}

    def seen_version(self) -> int:
        """The version that was opened, or one that no row has."""
        version = self.cleaned_data["version"]
        return -1 if version is None else version


class ProgressForm(WithWords):
    """Without parts also the state; only what can follow is offered."""

    GROUPS = [
        (HOW_FAR, ["implementation"]),
        (
            _("What comes next"),
            [
                "next_step_de",
                "next_step_en",
                "due_on",
                "responsible_unit",
                "evidence_url",
            ],
        ),
        (IN_WORDS, ["text_de", "text_en"]),
    ]
    implementation = state_field()
    next_step_de = next_step_field(_("Next step (German)"))
    next_step_en = next_step_field(_("Next step (English)"))

    class Meta:
        model = Impulse
        fields = [
            "implementation",
            "responsible_unit",
            "next_step_de",
            "next_step_en",
            "due_on",
            "evidence_url",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.parts.exists():
            del self.fields["implementation"]
        else:
            state: Any = self.fields["implementation"]
            state.widget.choices = next_states(self.instance.implementation)

    def values(self) -> dict:
        # typed although no form offers it: `change_implementation` says why not
        typed = self.data.get("implementation")
        return super().values() | ({"implementation": typed} if typed else {})


class PartForm(WithWords):
    """A new part, or one that there is; of an impulse that is given with it."""

    GROUPS = [
        (HOW_FAR, ["state"]),
        (
            _("What is to be done"),
            ["title_de", "title_en", "measure_de", "measure_en"],
        ),
        (_("Until when, and by whom"), ["due_on", "responsible_unit", "evidence_url"]),
        (IN_WORDS, ["text_de", "text_en"]),
    ]
    state = state_field()
    title_de = TextField(label=_("Title (German)"), max_length=200)
    title_en = TextField(label=_("Title (English)"), required=False, max_length=200)
    measure_de = TextField(
        label=_("Done when … (German)"),
        max_length=300,
        help_text=_("By what anybody sees that it is done."),
    )
    measure_en = TextField(
        label=_("Done when … (English)"), required=False, max_length=300
    )

    class Meta:
        model = ImpulsePart
        fields = [
            "title_de",
            "title_en",
            "measure_de",
            "measure_en",
            "state",
            "responsible_unit",
            "due_on",
            "evidence_url",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        state: Any = self.fields["state"]
        if self.instance.pk:
            state.widget.choices = next_states(self.instance.state)
        else:
            state.widget.choices = [(s, capfirst(State(s).label)) for s in FIRST_STATES]
            self.initial["state"] = first_state(self.instance.impulse)

    def groups(self) -> list[tuple[Any, list[BoundField]]]:
        """Of a new part it comes first what it is."""
        how_far, what, when, in_words = super().groups()
        if self.instance.pk:
            return [how_far, when, what, in_words]
        return [what, when, how_far, in_words]


def first_state(impulse: Impulse) -> str:
    """Of the first part: what was said of the whole until now, as far as it can be."""
    said = impulse.implementation
    is_first = not impulse.parts.exists()
    return said if is_first and said in FIRST_STATES else State.NOT_STARTED


class LinkForm(forms.Form):
    nummer = forms.IntegerField(
        label=_("Number of the other impulse"), min_value=1, max_value=HIGHEST_NUMBER
    )
    art = forms.ChoiceField(label=_("Kind"), choices=ImpulseLink.Kind)

    def clean_nummer(self) -> Impulse:
        number = self.cleaned_data["nummer"]
        try:
            return Impulse.objects.get(number=number)
        except Impulse.DoesNotExist:
            text = _("There is no impulse with this number.")
            raise ValidationError(text) from None
