"""An empty database of our own in the place of the directory's."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def throwaway_database() -> Iterator[None]:
    """Inside, everything reads and writes a new database that is destroyed at the end:
    in memory on SQLite, beside the real one on PostgreSQL."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def database_bytes() -> int:
    """What the database takes on disk or in memory, indexes included."""
    # no standard tells the size of a database
    queries = {
        "postgresql": "SELECT pg_database_size(current_database())",
        "sqlite": "SELECT page_count * page_size "
        "FROM pragma_page_count(), pragma_page_size()",
    }
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor])
        return cursor.fetchone()[0]
