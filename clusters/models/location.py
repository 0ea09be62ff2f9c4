"""Where a cluster can be found."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clusters.localized import localized
from clusters.querysets import LocationQuerySet

from .source import Sourced

postcode_validator = RegexValidator(
    r"^[0-9]{5}$", _("A postcode has five digits, for example 42651.")
)


class Location(Sourced):
    """A place of a cluster; coordinates come from the place unless given.

    An address that nobody checked (`is_address_public` off) is kept for the cluster
    and the office; the public page then shows the place only.
    """

    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.CASCADE,
        related_name="locations",
        verbose_name=_("cluster"),
    )
    is_seat = models.BooleanField(_("seat"), default=False)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(
        _("postcode"), max_length=5, blank=True, validators=[postcode_validator]
    )
    place = models.ForeignKey(
        "clusters.Place",
        on_delete=models.PROTECT,
        related_name="locations",
        verbose_name=_("place"),
    )
    region = models.ForeignKey(
        "clusters.Region",
        on_delete=models.PROTECT,
        related_name="locations",
        null=True,
        blank=True,
        verbose_name=_("economic region"),
    )
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        help_text=_("Only where it differs from the place's."),
    )
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    is_address_public = models.BooleanField(
        _("show street and postcode"),
        default=True,
        help_text=_("Switch off while the address is unchecked."),
    )
    note_de = models.CharField(_("note (German)"), max_length=300, blank=True)
    note_en = models.CharField(_("note (English)"), max_length=300, blank=True)

    objects = LocationQuerySet.as_manager()
    history = HistoricalRecords()

    note = localized("note")

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["-is_seat", "place__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster"],
                condition=models.Q(is_seat=True),
                name="clusters_location_one_seat",
                violation_error_message=_("A cluster has one seat only."),
            ),
            models.UniqueConstraint(
                fields=["cluster", "place", "street"],
                name="clusters_location_once",
                violation_error_message=_("This location is listed already."),
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                # both given: a comparison with an empty value is neither true nor false
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=50,
                    latitude__lte=53,
                    longitude__gte=5.5,
                    longitude__lte=10,
                ),
                name="clusters_location_coordinates_in_state",
                violation_error_message=_(
                    "Give both coordinates, inside North Rhine-Westphalia, or none."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.place}"

    @property
    def has_public_address(self) -> bool:
        """Whether there is a street that the public may see."""
        return bool(self.street) and self.is_address_public

    def natural_key(self):
        return (self.cluster.slug, self.place.slug, self.street)

    natural_key.dependencies = ["clusters.cluster", "clusters.place"]
