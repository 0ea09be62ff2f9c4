"""Rows that are written once."""

from django.db.models import QuerySet


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what is written once."""


class AppendOnlyQuerySet(QuerySet):
    def update(self, **kwargs):
        raise AppendOnlyError(self.model.__name__)

    def bulk_update(self, *args, **kwargs):
        raise AppendOnlyError(self.model.__name__)

    def delete(self):
        raise AppendOnlyError(self.model.__name__)
