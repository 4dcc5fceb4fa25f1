"""SQLite's way to change a table: a new one takes its place. A function of two tables.

https://www.sqlite.org/lang_altertable.html, section "Making Other Kinds Of Table Schema Changes".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import DatabaseError
from django.db.backends.utils import strip_quotes

from migrations_core.backends.base.wording import making
from migrations_core.schema import statements as ddl
from migrations_core.schema.statements import RebuildTable, Source
from migrations_core.values import frozen

from .templates import literal

NEW = "new__"
"""What the name of a table begins with until it takes the place of the old one."""


@frozen
class Dependents:
    """What a rebuild has to know, and to save, of the table that the database holds.

    ``indexes`` and ``triggers`` are the statements of what stays though models know nothing of it, ``leftovers`` the
    names of indexes that go with the old table.
    ``sequence`` is the last AUTOINCREMENT value, None if there is none. ``has_views`` is true
    if a view or a trigger anywhere might mention the table.
    """

    has_rows: bool = True
    sequence: int | None = None
    indexes: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    has_views: bool = True
    leftovers: tuple[str, ...] = ()


def rebuild(
    change: RebuildTable, dependents: Dependents, quote: Callable[[str], str]
) -> tuple[ddl.Statement, ...]:
    """Plan the statements that put ``change.after`` in place of ``change.before``."""
    move = (
        _copy(change, dependents, quote) if dependents.has_rows else _recreate(change, dependents)
    )
    return (
        *move,
        *(making(index) for index in change.after.indexes),
        *(ddl.Raw(sql) for sql in (*dependents.indexes, *dependents.triggers)),
    )


def _recreate(change: RebuildTable, dependents: Dependents) -> Iterator[ddl.Statement]:
    """Without rows nothing has to be copied, and a RENAME, which parses all of the schema, saved."""
    table = change.table
    yield ddl.DropTable(table)
    yield ddl.CreateTable(change.after)
    if dependents.sequence is not None and _counts(change):
        values = f"{literal(strip_quotes(table))}, {dependents.sequence}"
        yield ddl.Raw(f'INSERT INTO "sqlite_sequence" ("name", "seq") VALUES ({values})')


def _copy(
    change: RebuildTable, dependents: Dependents, quote: Callable[[str], str]
) -> Iterator[ddl.Statement]:
    table = change.table
    new = replace(change.after, name=f"{NEW}{strip_quotes(table)}")
    yield ddl.CreateTable(new)
    if dependents.sequence is not None and _counts(change):
        # Before the rows, for SQLite goes on counting from what it finds here.
        yield ddl.Raw(
            'INSERT INTO "sqlite_sequence" ("name", "seq") '
            f'SELECT {literal(new.name)}, "seq" FROM "sqlite_sequence" '
            f'WHERE "name" = {literal(strip_quotes(table))}'
        )
    columns = tuple((name, _expression(source, quote)) for name, source in change.sources.items())
    yield ddl.CopyRows(table, new.name, columns)
    yield ddl.DropTable(table)
    if not dependents.has_views:
        yield ddl.RenameTable(new.name, table)
        return
    # A modern RENAME refuses while a view names the table that is missing at this moment.
    yield ddl.Raw("PRAGMA legacy_alter_table = ON")
    yield ddl.RenameTable(new.name, table)
    yield ddl.Raw("PRAGMA legacy_alter_table = OFF")


def _counts(change: RebuildTable) -> bool:
    return any(column.suffix == "AUTOINCREMENT" for column in change.after.columns)


def _expression(source: Source, quote: Callable[[str], str]) -> str:
    if source.column is None:
        return source.constant
    column = quote(source.column)
    return column if source.fallback is None else f"coalesce({column}, {source.fallback})"


@contextmanager
def naming_the_table(table: str) -> Iterator[None]:
    """Let errors in the block speak of the table that the user knows, not of the one that is to take its place."""
    name = strip_quotes(table)
    try:
        yield
    except DatabaseError as error:
        # Django's error repeats what the driver's says, which a traceback shows, too.
        for each in (error, error.__cause__):
            if each is not None and each.args and isinstance(each.args[0], str):
                each.args = (each.args[0].replace(f"{NEW}{name}", name), *each.args[1:])
        raise
