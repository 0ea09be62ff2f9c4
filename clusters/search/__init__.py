"""Finding clusters by text: one call, `search()`, behind every search box."""

from clusters.search.index import rebuild_index, update_index
from clusters.search.ranking import search

__all__ = ["rebuild_index", "search", "update_index"]
