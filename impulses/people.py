"""The accounts of the ministry, as their colleagues read them."""

from __future__ import annotations


def name_of(account) -> str:
    """Two may have the same name: the account's own stands behind it."""
    return name_from(account.get_username(), account.get_full_name())


def name_from(username: str, full_name: str) -> str:
    return f"{full_name} ({username})" if full_name else username
