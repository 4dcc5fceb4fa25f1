"""Small functions that code written for Django's framework imports under this name."""

from __future__ import annotations

import datetime

from migrations_core.names import resolve_relation

__all__ = ["get_migration_name_timestamp", "resolve_relation"]


def get_migration_name_timestamp() -> str:
    """Give the local time, to the minute, for the name of a migration that nothing better can be said about."""
    return datetime.datetime.now().strftime("%Y%m%d_%H%M")
