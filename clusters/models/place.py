"""Municipalities and districts of North Rhine-Westphalia (GeoNames, CC BY 4.0)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.querysets import PlaceQuerySet


class Place(models.Model):
    """Coordinates in degrees (WGS 84), population in persons."""

    geonames_id = models.PositiveIntegerField(_("GeoNames number"), unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    population = models.PositiveIntegerField(_("population"), default=0)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["sort_key"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)


class PostcodeArea(models.Model):
    """A postcode of the state and the place that it belongs to (ODbL, see the data page)."""

    code = models.CharField(_("postcode"), max_length=5, primary_key=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.CASCADE,
        related_name="postcodes",
        verbose_name=_("place"),
    )

    class Meta:
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        ordering = ["code"]

    def __str__(self):
        return self.code
