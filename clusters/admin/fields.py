"""Fields of our admin forms: they refuse what would break a page later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import CharField, TextField, URLField

from clusters.validators import no_control_characters

HIGHEST_KEY = 2**63 - 1
KEY_DIGITS = len(str(HIGHEST_KEY))


def is_key(text: object) -> bool:
    """Whether a posted text can be a primary key."""
    digits = str(text)
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= KEY_DIGITS
    return is_number and int(digits) <= HIGHEST_KEY


class KeySelect(AutocompleteSelect):
    """Shows a form with a value that is no key again, instead of failing on it."""

    def optgroups(self, name, value, attrs=None):
        known = [key for key in value if key == "" or is_key(key)]
        return super().optgroups(name, known, attrs)


if TYPE_CHECKING:
    # mixed into an admin or an inline: the type checker has to know what they have
    from django.contrib.admin.options import BaseModelAdmin
else:
    BaseModelAdmin = object


class StrictFields(BaseModelAdmin):
    """For an admin or an inline: what its form fields have in common.

    An address typed without a scheme gets https (Django 6 does the same by default), a
    text holds no control characters, and a choice that is no key is shown again.
    """

    formfield_overrides: ClassVar[Any] = {URLField: {"assume_scheme": "https"}}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(db_field, CharField | TextField):
            field.validators.append(no_control_characters)
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            using = kwargs.get("using")
            widget = KeySelect(db_field, self.admin_site, using=using)
            kwargs.setdefault("widget", widget)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
