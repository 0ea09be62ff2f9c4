"""Four questions for those who do not want to write; they lead to the list."""

from django import forms
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import Place, ServiceType

ASKED = "weiter"

# the words that go into the need, so that the address says what was answered
PAINS = [
    ("staff", gettext_lazy("We lack people")),
    ("orders", gettext_lazy("Orders break away, we need a new market")),
    ("technology", gettext_lazy("We need a new technology")),
    ("energy", gettext_lazy("Energy and raw materials cost too much")),
    ("supply", gettext_lazy("Our supply chain is unreliable")),
    ("security", gettext_lazy("Our IT is under attack or insecure")),
    ("money", gettext_lazy("A project lacks money")),
]
BRANCHES = [
    ("car", gettext_lazy("Cars and vehicle parts")),
    ("aviation", gettext_lazy("Aviation and space")),
    ("logistics", gettext_lazy("Transport, haulage and warehouse")),
    ("machines", gettext_lazy("Machine building and plant engineering")),
    ("plastics", gettext_lazy("Plastics")),
    ("textile", gettext_lazy("Textiles and clothing")),
    ("materials", gettext_lazy("New materials, nano and optics")),
    ("chemistry", gettext_lazy("Chemistry and industrial biotechnology")),
    ("food", gettext_lazy("Food and agriculture")),
    ("health", gettext_lazy("Medicine and medical devices")),
    ("biotech", gettext_lazy("Biotechnology and laboratory")),
    ("environment", gettext_lazy("Environmental technology and water")),
    ("circular", gettext_lazy("Recycling and waste")),
    ("culture", gettext_lazy("Creative industries, design and media")),
    ("it", gettext_lazy("Artificial intelligence and data")),
    ("telecom", gettext_lazy("Mobile networks, 5G")),
    ("quantum", gettext_lazy("Quantum technology")),
]


class GuideForm(forms.Form):
    # the page says so once; forms/field.html need not say it at each field
    is_optional = True

    sorge = forms.ChoiceField(
        label=gettext_lazy("What hurts?"), required=False, widget=forms.RadioSelect
    )
    branche = forms.ChoiceField(
        label=gettext_lazy("Which branch are you in?"), required=False
    )
    leistung = forms.ChoiceField(
        label=gettext_lazy("Which kind of help do you want?"), required=False
    )
    ort = forms.CharField(
        label=gettext_lazy("Where is your firm?"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("A town or a postcode in North Rhine-Westphalia."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        skip = [("", _("Skip this question"))]
        services = [(term.slug, term.name) for term in ServiceType.objects.all()]
        self.fields["sorge"].choices = skip + PAINS  # type: ignore[attr-defined]
        self.fields["branche"].choices = skip + BRANCHES  # type: ignore[attr-defined]
        self.fields["leistung"].choices = skip + services  # type: ignore[attr-defined]

    def clean_ort(self) -> str:
        text = self.cleaned_data["ort"].strip()
        place = Place.objects.named_or_with_postcode(text) if text else None
        if text and place is None:
            raise forms.ValidationError(
                _("The place “%(place)s” was not found."), params={"place": text}
            )
        return place.slug if place else ""

    def query(self) -> str:
        """The list's query string that these answers make."""
        data = self.cleaned_data
        # the kind of help is a wish, not a filter: it must not empty the list
        services = dict(self.fields["leistung"].choices)  # type: ignore[attr-defined]
        answers = (("branche", BRANCHES), ("sorge", PAINS), ("leistung", services))
        texts = [
            str(dict(choices)[data[name]]).split(" / ")[0]
            for name, choices in answers
            if data[name]
        ]
        query = QueryDict(mutable=True)
        if texts:
            query["q"] = ". ".join(texts)
        if data["ort"]:
            query["ort"] = data["ort"]
        return query.urlencode()


def guide(request):
    """The questions; answered, they lead to `/cluster/` with need and filters."""
    is_answered = ASKED in request.GET
    form = GuideForm(request.GET if is_answered else None)
    if is_answered and form.is_valid():
        return redirect(f"{reverse('clusters:list')}?{form.query()}")
    return render(request, "clusters/guide.html", {"form": form})
