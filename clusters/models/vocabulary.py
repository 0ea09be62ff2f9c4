"""Small vocabularies that the office keeps: what the filters and the matrix show."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.localized import localized

from .source import Sourced


class SlugManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Vocabulary(Sourced):
    """A term with names in both languages. `synonyms`: one word or phrase a line."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name_de = models.CharField(_("name (German)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    description_de = models.CharField(
        _("description (German)"), max_length=300, blank=True
    )
    description_en = models.CharField(
        _("description (English)"), max_length=300, blank=True
    )
    synonyms = models.TextField(
        _("synonyms"), blank=True, help_text=_("One word or phrase per line.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SlugManager()

    name = localized("name")
    description = localized("description")

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)


class Driver(Vocabulary):
    class Meta(Vocabulary.Meta):
        verbose_name = _("transformation driver")
        verbose_name_plural = _("transformation drivers")


class ServiceType(Vocabulary):
    class Meta(Vocabulary.Meta):
        verbose_name = _("service type")
        verbose_name_plural = _("service types")


class InnovationField(Vocabulary):
    class Meta(Vocabulary.Meta):
        verbose_name = _("innovation field")
        verbose_name_plural = _("innovation fields")


class Region(Vocabulary):
    class Meta(Vocabulary.Meta):
        verbose_name = _("economic region")
        verbose_name_plural = _("economic regions")
