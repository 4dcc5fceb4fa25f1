"""What a rebuild of a table has to save, and what else in the database depends on the table."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import DatabaseError
from django.db.backends.utils import strip_quotes

from migrations_core.exceptions import MigrationsError
from migrations_core.schema.statements import RebuildTable
from migrations_core.schema.tables import Index

from .catalogue import CatalogueRow
from .described import is_named_by_django
from .inspection import SQLitePlanner, TableFacts, condition_of, is_unique
from .rebuild import Dependents
from .tokens import selection, without_double_quotes


def dependents_of(editor: SQLitePlanner, change: RebuildTable, facts: TableFacts) -> Dependents:
    """Gather what a rebuild of the table has to save."""
    name = strip_quotes(change.table)
    own = [entry for entry in facts.entries if entry.table.lower() == name.lower()]
    if editor.collect_sql and name in editor.created:
        return Dependents(has_rows=False)
    kept, leftovers = _unknown_indexes(change, own)
    if editor.collect_sql:
        # A script runs on a database that may hold rows, and more views than this one.
        counts = facts.table is None or "AUTOINCREMENT" in facts.table.sql
        return Dependents(True, 0 if counts else None, kept, _triggers(own))
    return Dependents(
        has_rows=facts.has_rows,
        sequence=facts.sequence,
        indexes=kept,
        leftovers=leftovers,
        triggers=_triggers(own),
        has_views=facts.has_dependents,
    )


def _triggers(own: Iterable[CatalogueRow]) -> tuple[str, ...]:
    return tuple(entry.sql for entry in own if entry.type == "trigger")


def _unknown_indexes(
    change: RebuildTable, own: Iterable[CatalogueRow]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split the indexes that the models do not name: what stays, as SQL, and what goes, by name.

    Those of dropped columns go, and where Django makes the table anew, all that users did not make. An index with a
    name that the models do not know may still have been theirs: for an older name of the table or of a column, or by
    ``index_together``. So one that covers the same columns as an index of the model counts as that, and so does
    one with a name as Django makes them up.
    """
    known = [index for table in (change.before, change.after) for index in table.indexes]
    names = {index.name.lower() for index in known}
    unknown = [e for e in own if e.type == "index" and e.name.lower() not in names]
    going = {e.name for e in unknown if mentions_any(e.sql, _dropped(change))}
    if change.anew:
        going |= {e.name for e in unknown if _goes_with_a_table(e, change, known)}
    staying = tuple(entry.sql for entry in unknown if entry.name not in going)
    return staying, tuple(sorted(going))


def _goes_with_a_table(entry: CatalogueRow, change: RebuildTable, known: Iterable[Index]) -> bool:
    if (shape := _shape(entry)) is None:
        return False
    shapes = {(i.unique, i.columns) for i in known if not i.condition}
    shapes |= {(True, (name,)) for name in _no_longer_unique(change)}
    return shape in shapes or is_named_by_django(entry.name)


def _dropped(change: RebuildTable) -> set[str]:
    taken = {source.column for source in change.sources.values()}
    return {c.name for c in change.before.columns if c.generated is None and c.name not in taken}


def mentions_any(sql: str, columns: Iterable[str]) -> bool:
    """Tell whether the SQL has one of these words, in whatever quotes."""
    words = {word.lower() for word in re.findall(r"\w+", sql)}
    return any(column.lower() in words for column in columns)


def _no_longer_unique(change: RebuildTable) -> set[str]:
    before, after = (
        {column.name for column in table.columns if column.unique}
        for table in (change.before, change.after)
    )
    return before - after


Shape = tuple[bool, tuple[str, ...]]
"""Whether an index is unique, and its columns."""


def _shape(entry: CatalogueRow) -> Shape | None:
    if condition_of(entry):
        return None
    return is_unique(entry), entry.columns


class BrokenDependentError(MigrationsError):
    """A view or trigger that a user made does not work with the table as it is going to be."""

    def __init__(self, kind: str, name: str, table: str, reason: str) -> None:
        super().__init__(
            f"The {kind} {name!r} uses the table {table!r} and would not work after this change: "
            f"{reason}. Drop it before the change and create it anew afterwards, for example with "
            "RunSQL operations around it."
        )
        self.kind, self.name, self.table, self.reason = kind, name, table, reason


@contextmanager
def dependents_survive(
    editor: SQLitePlanner, table: str, entries: Sequence[CatalogueRow]
) -> Iterator[None]:
    """Refuse a change in the block that breaks a view or trigger which worked before."""
    needle = strip_quotes(table).lower()
    watched = [
        entry
        for entry in entries
        if entry.type in {"view", "trigger"} and needle in entry.sql.lower()
    ]
    if not watched or editor.collect_sql:
        yield
        return
    with _strict_quotes(editor):
        healthy = [entry for entry in watched if _complaint(editor, entry) is None]
    yield
    with _strict_quotes(editor):
        complaints = [(entry, _complaint(editor, entry)) for entry in healthy]
    for entry, reason in complaints:
        if reason:
            raise BrokenDependentError(entry.type, entry.name, strip_quotes(table), reason)


@contextmanager
def _strict_quotes(editor: SQLitePlanner) -> Iterator[None]:
    """Keep SQLite from taking the quoted name of a column that is gone for a string."""
    if sys.version_info < (3, 12):  # its sqlite3 has no setconfig
        yield
    else:
        raw = editor.connection.connection
        options = (sqlite3.SQLITE_DBCONFIG_DQS_DML, sqlite3.SQLITE_DBCONFIG_DQS_DDL)
        before = [raw.getconfig(option) for option in options]
        for option in options:
            raw.setconfig(option, False)
        try:
            yield
        finally:
            for option, value in zip(options, before, strict=True):
                raw.setconfig(option, value)


def _complaint(editor: SQLitePlanner, entry: CatalogueRow) -> str | None:
    """Compile what uses the view or trigger; give what SQLite has against it."""
    try:
        for sql in _probes(editor, entry):
            editor.query(sql, None)
    except DatabaseError as error:
        return str(error)
    return None


def _probes(editor: SQLitePlanner, entry: CatalogueRow) -> Iterator[str]:
    target = editor.quote_name(entry.table)
    if entry.type == "view":
        yield f"EXPLAIN SELECT * FROM {editor.quote_name(entry.name)}"
        if sys.version_info < (3, 12):  # what strict quotes would tell
            yield f"EXPLAIN {without_double_quotes(selection(entry.sql))}"
        return
    rows = editor.query(
        'SELECT "name" FROM pragma_table_xinfo(%s) WHERE "hidden" = 0', [entry.table]
    )
    columns = [editor.quote_name(name) for (name,) in rows]
    yield f"EXPLAIN INSERT INTO {target} DEFAULT VALUES"
    yield f"EXPLAIN UPDATE {target} SET {', '.join(f'{name} = {name}' for name in columns)}"
    yield f"EXPLAIN DELETE FROM {target}"
