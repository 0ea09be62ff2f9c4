"""Records that are written once: no call of ours changes or deletes one."""

from django.db import models

from clusters.querysets import AppendOnlyError


class AppendOnly(models.Model):
    """A correction is a new record. Its manager comes from an AppendOnlyQuerySet."""

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError(type(self).__name__)
