"""The forms of an enquiry: what a firm writes, and how a cluster answers."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusters.actions.enquiries import send_enquiry
from clusters.forms.open import OpenForm
from clusters.models import Cluster, Enquiry
from clusters.models.enquiry import KEY_LENGTH, make_key
from clusters.validators import no_control_characters

MOST = 3
MAX_TEXT = 5000


class OneLine(forms.CharField):
    """A text of one line, however it was sent."""

    default_validators = [no_control_characters]

    def to_python(self, value):
        return " ".join((super().to_python(value) or "").split())


def text_field(label, **options) -> forms.CharField:
    rows = options.pop("rows", 6)
    return forms.CharField(
        label=label,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[no_control_characters],
        **options,
    )


class EnquiryForm(OpenForm):
    scope = "enquiry"
    mails_the_sender = True

    c = forms.MultipleChoiceField(
        label=_("Who should get your enquiry?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One to three clusters; each answers for itself."),
        error_messages={"required": _("Choose at least one cluster.")},
    )
    betreff = OneLine(
        label=_("Subject"),
        max_length=150,
        help_text=_("In a few words, for example: recycled plastics for mouldings."),
    )
    anliegen = text_field(
        _("What is it about?"),
        rows=8,
        help_text=_(
            "What do you make, what do you want to reach, and what is missing? Nothing"
            " confidential is needed yet."
        ),
    )
    ort = OneLine(label=_("Place of your firm"), required=False, max_length=80)
    groesse = forms.ChoiceField(
        label=_("Size of your firm"), required=False, choices=Enquiry.Size
    )
    name = OneLine(
        label=_("Name or firm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("For the answer, and for a copy of your enquiry."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # made anew for each form, so that one sent twice can be told from two
    einmal = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, clusters: list[Cluster], **kwargs):
        super().__init__(*args, **kwargs)
        self.clusters = {cluster.slug: cluster for cluster in clusters}
        choices = [(c.slug, c.short_name) for c in clusters]
        self.fields["c"].choices = choices  # type: ignore[attr-defined]
        self.fields["einmal"].initial = make_key()

    def clean_c(self) -> list[Cluster]:
        chosen = [self.clusters[slug] for slug in dict.fromkeys(self.cleaned_data["c"])]
        if len(chosen) > MOST:
            raise ValidationError(
                _("An enquiry goes to three clusters at most; please choose three.")
            )
        return chosen

    def clean_einmal(self) -> str:
        """A form without it, or with one that can be guessed, is one of its own."""
        once = self.cleaned_data["einmal"]
        is_ours = len(once) == KEY_LENGTH and once.isascii() and once.isalnum()
        return once if is_ours else make_key()

    @property
    def key(self) -> str:
        """The same for a form that was sent twice, and nothing that can be guessed."""
        data = self.cleaned_data
        slugs = sorted(cluster.slug for cluster in data["c"])
        parts = [data["einmal"], data["email"], data["betreff"]]
        text = "\n".join([*parts, data["anliegen"], *slugs])
        return salted_hmac("clusters.enquiry", text, algorithm="sha256").hexdigest()

    def send(self) -> tuple[Enquiry, bool]:
        data = self.cleaned_data
        enquiry = Enquiry(
            key=self.key,
            subject=data["betreff"],
            need=data["anliegen"],
            place=data["ort"],
            size=data["groesse"],
            name=data["name"],
            email=data["email"],
            language=get_language() or "de",
        )
        return send_enquiry(enquiry, data["c"])


class MessageForm(OpenForm):
    """What the firm adds on the page of its enquiry."""

    scope = "enquiry-message"
    limit = 10

    text = text_field(_("Your message"), rows=4)


class HelpedForm(forms.Form):
    geholfen = forms.ChoiceField(
        label=_("Did it help you?"),
        choices=[c for c in Enquiry.Helped.choices if c[0]],
        widget=forms.RadioSelect,
    )


class ReplyForm(forms.Form):
    """A cluster's answer. `seen`: the newest message that its author has read."""

    text = text_field(
        _("Your answer"), help_text=_("Goes to the firm by mail and onto its page.")
    )
    seen = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**63 - 1
    )


class HandOverForm(forms.Form):
    cluster = forms.ModelChoiceField(
        label=_("It fits better with"), queryset=Cluster.objects.none()
    )
    text = text_field(
        _("Why?"),
        rows=3,
        help_text=_("Both read it: the firm and the other cluster."),
    )

    def __init__(self, *args, thread, **kwargs):
        super().__init__(*args, **kwargs)
        have = thread.enquiry.threads.values("cluster")
        others = Cluster.objects.receiving().exclude(pk__in=have)
        self.fields["cluster"].queryset = others  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    text = text_field(
        _("Closing words"),
        rows=3,
        required=False,
        help_text=_("Needed if you have not answered yet; the firm is told."),
    )
