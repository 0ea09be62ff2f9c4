"""Whom to write to: a role mailbox first, a person only with role, source and date."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clusters.localized import localized
from clusters.querysets import ContactQuerySet

from .source import Sourced

phone_validator = RegexValidator(
    r"^\+?[0-9][0-9 ()/-]{4,28}$",
    _("Digits, spaces and + ( ) / - only, for example +49 212 123456."),
)


def as_of_validator(value: str) -> None:
    """A date of one of three precisions that the calendar has."""
    is_shaped = re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value)
    try:
        date.fromisoformat(f"{value}-01-01"[:10] if is_shaped else "")
    except ValueError as error:
        raise ValidationError(
            _("Year, year-month or full date, for example 2025-05.")
        ) from error


class Contact(Sourced):
    """`as_of` is a date of one of three precisions: 2025, 2025-05 or 2025-05-31."""

    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.CASCADE,
        related_name="contacts",
        verbose_name=_("cluster"),
    )
    role_de = models.CharField(_("role (German)"), max_length=150, blank=True)
    role_en = models.CharField(_("role (English)"), max_length=150, blank=True)
    name = models.CharField(
        _("person's name"),
        max_length=120,
        blank=True,
        help_text=_("Only with role, source and date. A role mailbox needs none."),
    )
    as_of = models.CharField(
        _("as of"), max_length=10, blank=True, validators=[as_of_validator]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(
        _("telephone"), max_length=30, blank=True, validators=[phone_validator]
    )
    is_public = models.BooleanField(_("public"), default=True)
    is_deputy = models.BooleanField(_("deputy"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ContactQuerySet.as_manager()
    history = HistoricalRecords()

    role = localized("role")

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name="", email="", phone=""),
                name="clusters_contact_not_empty",
                violation_error_message=_(
                    "Give an e-mail address, a telephone number or a name."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(name="")
                | ~(
                    models.Q(role_de="") | models.Q(source_url="") | models.Q(as_of="")
                ),
                name="clusters_contact_person_with_source",
                violation_error_message=_(
                    "A person needs a role, a source and the date it was read."
                ),
            ),
            models.UniqueConstraint(
                fields=["cluster", "name", "role_de", "email"],
                name="clusters_contact_once",
                violation_error_message=_("This contact is listed already."),
            ),
        ]

    def __str__(self):
        return self.name or self.email or self.phone

    @property
    def is_reachable(self) -> bool:
        """Whether one can write or call, and not only know a name."""
        return bool(self.email or self.phone)

    def natural_key(self):
        return (self.cluster.slug, self.name, self.role_de, self.email)

    natural_key.dependencies = ["clusters.cluster"]
