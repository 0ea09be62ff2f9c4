"""Implementation, parts, links, corrections and units."""

from __future__ import annotations

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from impulses.forms.answers import TextField, day_field
from impulses.models import (
    HIGHEST_NUMBER,
    Impulse,
    ImpulseLink,
    ImpulsePart,
    ResponsibleUnit,
)
from impulses.transitions import next_states

WORDS_LENGTH = 2000


def evidence() -> forms.URLField:
    return forms.URLField(
        label=_("Evidence"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Address of a public page that proves it."),
    )


def words(label, **options) -> TextField:
    return TextField(
        label=label,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        **options,
    )


class WithWords(forms.ModelForm):
    """A change that the public reads of, with words about it if there are any."""

    due_on = day_field(label=_("Due on"), required=False)
    evidence_url = evidence()
    text_de = words(
        _("Words for the timeline (German)"),
        required=False,
        help_text=_("Needed if something is deferred, dropped or begun again."),
    )
    text_en = words(_("Words for the timeline (English)"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = ResponsibleUnit.objects.filter(is_active=True)
        if self.instance.responsible_unit_id:
            units |= ResponsibleUnit.objects.filter(
                pk=self.instance.responsible_unit_id
            )
        self.fields["responsible_unit"].queryset = units  # type: ignore[attr-defined]

    def values(self) -> dict:
        """What the model gets; the words are the timeline's."""
        own = {"text_de", "text_en", "version"}
        return {k: v for k, v in self.cleaned_data.items() if k not in own}


class ProgressForm(WithWords):
    """Without parts also the state; only what can follow is offered."""

    next_step_de = TextField(
        label=_("Next step (German)"), required=False, max_length=300
    )
    next_step_en = TextField(
        label=_("Next step (English)"), required=False, max_length=300
    )

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

    def __init__(self, *args, has_parts: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        if has_parts:
            del self.fields["implementation"]
        else:
            state = self.fields["implementation"]
            state.choices = next_states(self.instance.implementation)  # type: ignore[attr-defined]


class PartForm(WithWords):
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
        self.initial["version"] = self.instance.version
        if self.instance.pk:
            self.fields["state"].choices = next_states(self.instance.state)  # type: ignore[attr-defined]
        else:
            del self.fields["state"]


class LinkForm(forms.Form):
    nummer = forms.IntegerField(
        label=_("Number of the other impulse"), min_value=1, max_value=HIGHEST_NUMBER
    )
    art = forms.ChoiceField(label=_("Kind"), choices=ImpulseLink.Kind)


class CorrectionForm(forms.Form):
    text_de = words(_("What is right (German)"))
    text_en = words(_("What is right (English)"), required=False)


class UnitForm(forms.ModelForm):
    name_de = TextField(label=_("Name (German)"), max_length=160)
    name_en = TextField(label=_("Name (English)"), max_length=160)

    class Meta:
        model = ResponsibleUnit
        fields = ["name_de", "name_en", "mailbox", "position", "is_active"]
