"""A responsible unit of the ministry."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from impulses.forms.fields import TextField
from impulses.models import HIGHEST_NUMBER, ResponsibleUnit
from impulses.reviews.units import FIELDS


class UnitForm(forms.ModelForm):
    name_de = TextField(label=_("Name (German)"), max_length=160)
    name_en = TextField(label=_("Name (English)"), max_length=160)

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    # nearly every field has to be filled: the help says what may stay empty
    is_optional = True

    class Meta:
        model = ResponsibleUnit
        fields = FIELDS
        help_texts = {
            "mailbox": _(
                "Only inside: it is reminded of what the unit owes. It may stay empty;"
                " then nobody is."
            ),
            "is_active": _(
                "Without it the unit keeps what it has and gets nothing new."
            ),
            "position": _("Smaller numbers come first."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # what the column holds on every database
        self.fields["position"].validators.append(MaxValueValidator(HIGHEST_NUMBER))
        self.initial["version"] = self.instance.version
