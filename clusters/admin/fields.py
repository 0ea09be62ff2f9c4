"""Fields of our admin forms: they refuse what would break a page later."""

from __future__ import annotations

from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import CharField, TextField

from clusters.validators import no_control_characters

HIGHEST_KEY = 2**63 - 1


def strict(formfield, db_field):
    """The form field of a text column, with the check that all texts need."""
    if formfield is not None and isinstance(db_field, CharField | TextField):
        formfield.validators.append(no_control_characters)
    return formfield


def is_key(text: object) -> bool:
    """Whether a posted text can be a primary key."""
    return str(text).isascii() and str(text).isdigit() and int(str(text)) <= HIGHEST_KEY


class KeySelect(AutocompleteSelect):
    """Shows a form with a value that is no key again, instead of failing on it."""

    def optgroups(self, name, value, attrs=None):
        known = [key for key in value if key == "" or is_key(key)]
        return super().optgroups(name, known, attrs)


def autocompleting(admin, db_field, request, options: dict) -> dict:
    """The options of a form field, with our widget where the admin autocompletes."""
    if db_field.name in admin.get_autocomplete_fields(request):
        widget = KeySelect(db_field, admin.admin_site, using=options.get("using"))
        return {"widget": widget} | options
    return options
