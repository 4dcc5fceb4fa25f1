"""What is otherwise on SQLite."""

from __future__ import annotations

from dataclasses import replace

from migrations_core.backends.base.dialect import Dialect, gathered
from migrations_core.backends.base.models import Connection


def dialect_of(connection: Connection) -> Dialect:
    """Say that unique constraints come as indexes, and names are settled early.

    Django's editor renames a column and forgets the indexes that wait.
    """
    facts = gathered(Dialect, connection)
    return replace(facts, unique_is_index=True, names_follow_columns=False)
