"""The loaded directory as rows, so that a test gets it in a moment.

Loading takes seconds: fixtures are checked and the search index is built. That is done
once a session; later tests get copies of the very rows, whatever the database.
"""

from __future__ import annotations

from functools import lru_cache

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

APPS = ["clusters", "impulses"]


def load_seed() -> None:
    """Fill the empty tables of the directory as `load_directory` does."""
    if _copies:
        insert_rows()
    else:
        call_command("load_directory", verbosity=0)
        _copies.update({model: rows_of(model) for model in models()})


# model to its columns and rows, as the database gave them
_copies: dict[type[Model], tuple[list[str], list[tuple]]] = {}


@lru_cache
def models() -> list[type[Model]]:
    """Every model with a table of its own, those of many-to-many relations too."""
    return [
        model
        for label in APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]


def rows_of(model: type[Model]) -> tuple[list[str], list[tuple]]:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return [column[0] for column in cursor.description], cursor.fetchall()


@transaction.atomic
def insert_rows() -> None:
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model, (columns, rows) in _copies.items():
            names = ", ".join(map(quoted, columns))
            marks = ", ".join(["%s"] * len(columns))
            table = quoted(model._meta.db_table)
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        # the database counts on from the highest key
        for statement in connection.ops.sequence_reset_sql(no_style(), models()):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
