"""Keep what is deferred true: statements that wait to be sent follow what happens to their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.backends.ddl_references import Columns, IndexName, Statement

from migrations_core.schema import statements as ddl

from .naming import LazyName


def forget(deferred: list[Any], obsolete: Callable[[Statement], bool]) -> None:
    """Take out what no longer makes sense, in place: others hold the list."""
    deferred[:] = [sql for sql in deferred if not (isinstance(sql, Statement) and obsolete(sql))]


def follow(deferred: list[Any], statement: ddl.Statement, editor: Any) -> None:
    """Change ``deferred`` as ``statement``, which has just been sent, demands."""
    match statement:
        case ddl.DropTable(table):
            forget(deferred, lambda sql: sql.references_table(table))
        case ddl.DropColumn(table, column):
            forget(deferred, lambda sql: sql.references_column(table, column))
        case ddl.DropIndex(table, name):
            quoted = editor.quote_name(name)
            forget(deferred, lambda sql: sql.references_index(table, quoted))
            keep_names(deferred, table)
        case ddl.RenameTable(before, after):
            for sql in _statements(deferred):
                sql.rename_table_references(before, after)
        case ddl.RenameColumn(table, before, after):
            for part in _parts(deferred, names_too=editor.names_follow_columns):
                part.rename_column_references(table, before, after)


def _parts(deferred: list[Any], *, names_too: bool) -> Iterator[Any]:
    for sql in _statements(deferred):
        for part in sql.parts.values():
            is_name = isinstance(part, IndexName)
            if hasattr(part, "rename_column_references") and (names_too or not is_name):
                yield part


def keep_names(deferred: list[Any], table: str) -> None:
    """Let the indexes of a table that wait keep the names that they have now.

    Django's editor names them when it looks for the one that is dropped, for then it compares names.
    """
    names = [sql.parts.get("name") for sql in _statements(deferred)]
    for name in (name for name in names if isinstance(name, IndexName)):
        if isinstance(name.create_index_name, LazyName) and name.references_table(table):
            name.create_index_name.keep(name.table, name.columns, name.suffix)


def _statements(deferred: list[Any]) -> list[Statement]:
    return [sql for sql in deferred if isinstance(sql, Statement)]


def foreign_keys_of(deferred: list[Any], table: str, column: str) -> list[Statement]:
    """Give the foreign keys of a column that are not made yet."""
    return [sql for sql in _on(deferred, table, column) if "to_table" in sql.parts]


def indexes_of(deferred: list[Any], table: str, column: str) -> list[Statement]:
    """Give the indexes on just this column that are not made yet."""
    return [sql for sql in _on(deferred, table, column) if sql.template.startswith("CREATE INDEX")]


def _on(deferred: list[Any], table: str, column: str) -> list[Statement]:
    return [
        sql
        for sql in _statements(deferred)
        if getattr(sql.parts.get("table"), "table", None) == table
        and _columns(sql.parts.get("columns") or sql.parts.get("column")) == [column]
    ]


def _columns(part: object) -> list[str]:
    return list(part.columns) if isinstance(part, Columns) else []
