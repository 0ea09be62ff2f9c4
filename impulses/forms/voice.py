"""What a manager says for a cluster."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from clusters.validators import BREAKS
from impulses.models import Impulse, Voice
from impulses.reviews.voices import CONCERN_LENGTH, TEXT_LENGTH, cleaned, state_voice

# of the errors that `reviews.voices` raises
FIELDS = {"stance": "haltung", "text": "text"}


class VoiceForm(forms.Form):
    haltung = forms.ChoiceField(
        label=_("Your cluster …"),
        required=False,
        choices=[*Voice.Stance.choices, ("", _("takes no position"))],
        widget=forms.RadioSelect,
    )
    liefern = forms.BooleanField(
        label=_("Our cluster can deliver something for this impulse"), required=False
    )
    text = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=format_lazy(
            _(
                "What convinces you, what worries you, or what you can deliver. Concerns"
                " need at least {n} characters."
            ),
            n=CONCERN_LENGTH,
        ),
    )
    ersetzt = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # groups say themselves what is needed
    is_optional = True

    def clean(self) -> dict:
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            cleaned(data["haltung"], can_deliver=data["liefern"], text=data["text"])
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.add_error(FIELDS[name], messages)
        return data

    def save(self, impulse: Impulse, cluster: Cluster, *, by) -> Voice | None:
        data = self.cleaned_data
        return state_voice(
            impulse,
            cluster,
            by=by,
            stance=data["haltung"],
            can_deliver=data["liefern"],
            text=data["text"],
            replaces=data["ersetzt"],
        )


def initial_of(voice: Voice | None) -> dict:
    """What the form shows before anything was typed."""
    if voice is None:
        return {"haltung": ""}
    return {
        "haltung": voice.stance,
        "liefern": voice.can_deliver,
        "text": voice.text,
        "ersetzt": voice.pk,
    }


def typed(data) -> dict:
    """The same of what was sent but not checked, for a preview."""
    stance = data.get("haltung", "")
    text, replaces = data.get("text", ""), data.get("ersetzt", "")
    return {
        "haltung": stance if stance in Voice.Stance.values else "",
        "liefern": bool(data.get("liefern")),
        "text": "".join(c for c in text if c.isprintable() or c in BREAKS),
        "ersetzt": replaces if replaces.isdecimal() else None,
    }
