"""Whom the paper asks, and who in the ministry is responsible."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.localized import localized
from clusters.models.vocabulary import SlugManager


class Addressee(models.Model):
    """Who is asked to act: the state, the clusters, the European Union."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name_de = models.CharField(_("name (German)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SlugManager()

    name = localized("name")

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["position", "slug"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)


class ResponsibleUnit(models.Model):
    """Who in the ministry owes the next step; the public reads its name.

    Units are closed, never deleted: what they were responsible for stays readable.
    """

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name_de = models.CharField(_("name (German)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160)
    # internal: who is reminded of what is due
    mailbox = models.EmailField(_("role mailbox"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("can be chosen"), default=True)
    # counts writes, so that nobody saves over what was not looked at
    version = models.PositiveIntegerField(_("version"), default=0)

    objects = SlugManager()

    name = localized("name")

    class Meta:
        verbose_name = _("responsible unit")
        verbose_name_plural = _("responsible units")
        ordering = ["position", "slug"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)
