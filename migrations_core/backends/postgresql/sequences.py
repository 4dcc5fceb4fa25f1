"""Sequences follow their table to its new name: else the next table of the old name gets one with a number behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.backends.utils import strip_quotes

from migrations_core.ddl import statements as ddl

from .introspection import can_follow

COUNTERS = {"AutoField": "integer", "BigAutoField": "bigint", "SmallAutoField": "smallint"}
"""The kinds of fields that count by themselves, and the types of their sequences."""


def renamed(editor: Any, model: Any, before: str, after: str) -> Iterator[ddl.RenameSequence]:
    """Rename what PostgreSQL named after the old table; other names were somebody's choice, or had to be shortened."""
    before, after = strip_quotes(before), strip_quotes(after)
    if before == after:
        return
    limit = editor.connection.ops.max_name_length()
    for field in model._meta.local_concrete_fields:
        if field.get_internal_type() not in COUNTERS:
            continue
        old, new = (f"{table}_{field.column}_seq" for table in (before, after))
        if max(len(old.encode()), len(new.encode())) > limit:
            continue
        # A script runs later, perhaps on another database: it asks by IF EXISTS.
        if editor.collect_sql or can_follow(editor, old, new, (after, field.column)):
            yield ddl.RenameSequence(old, new)
