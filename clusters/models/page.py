"""Editable pages: legal notice, privacy, accessibility, easy language, data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.localized import localized

from .vocabulary import SlugManager


class Page(models.Model):
    """Text in Markdown. The word TODO marks what the operator has to fill in."""

    slug = models.SlugField(_("slug"), unique=True)
    title_de = models.CharField(_("title (German)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    body_de = models.TextField(_("text (German)"), help_text=_("Markdown, no HTML."))
    body_en = models.TextField(_("text (English)"), blank=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = SlugManager()

    title = localized("title")
    body = localized("body")

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["slug"]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)
