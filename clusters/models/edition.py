"""Which edition of the directory the public sees."""

from uuid import uuid4

from django.db import models


class Edition(models.Model):
    """One row; `version` changes with every change that a visitor may see."""

    version = models.CharField(max_length=32)

    def __str__(self):
        return self.version


def current_edition() -> str:
    """The version of what the public sees; one query."""
    row = Edition.objects.values_list("version", flat=True).order_by("pk").first()
    return row or ""


def renew_edition() -> None:
    """Let every kept copy of a page be asked for anew; call it after a change."""
    Edition.objects.update_or_create(pk=1, defaults={"version": uuid4().hex})
