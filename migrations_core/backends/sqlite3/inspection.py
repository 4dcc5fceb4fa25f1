"""What the database holds of one table, asked once as long as nothing changes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

from django.db import DatabaseError
from django.db.backends.utils import strip_quotes

from migrations_core.backends.base.outbox import Outbox
from migrations_core.backends.base.planning.asking import Database, Planner
from migrations_core.backends.base.renderer import Renderer
from migrations_core.schema.tables import Table
from migrations_core.values import frozen

from .catalogue import Catalogue, CatalogueRow, Rows
from .described import Described


@frozen
class TableFacts:
    """The table's own entries, all views and triggers, which may mention it, and what is in it."""

    entries: tuple[CatalogueRow, ...] = ()
    has_rows: bool = False
    sequence: int | None = None
    """The last AUTOINCREMENT value."""
    version: int | None = field(default=None, compare=False)
    """How often the catalogue had been changed when it was read."""

    @property
    def table(self) -> CatalogueRow | None:
        return next((entry for entry in self.entries if entry.type == "table"), None)

    @property
    def indexes(self) -> tuple[CatalogueRow, ...]:
        return tuple(entry for entry in self.entries if entry.type == "index")

    @property
    def has_dependents(self) -> bool:
        return any(entry.type in {"view", "trigger"} for entry in self.entries)

    def has_unique_index(self, name: str, columns: tuple[str, ...]) -> bool:
        return any(
            (index.name, index.columns) == (name, columns) and is_unique(index)
            for index in self.indexes
        )


class SQLitePlanner(Planner, Protocol):
    """An editor on whose behalf changes of tables are planned that are looked at first."""

    inspector: TableInspector
    outbox: Outbox
    renderer: Renderer
    unapplying: bool | None
    created: set[str]


@dataclass(slots=True)
class TableMemory:
    """What the editors of one run tell each other."""

    made: dict[str, Table] = field(default_factory=dict)
    """By name: the last form that we gave to a table, for the next migration to begin with."""
    described: dict[str, dict[str, Described]] = field(default_factory=dict)
    """By table and name: the fields that were looked at last."""
    catalogue: Catalogue = field(default_factory=Catalogue)


class TableInspector:
    """Looks at tables on behalf of an editor, which says when something is sent."""

    def __init__(self, editor: Database) -> None:
        self._editor = editor
        self._known: dict[str, TableFacts] = {}
        self.memory = TableMemory()

    def made(self, table: str) -> Table | None:
        """Give the form that a table once got, which need not be the one that it has.

        Whether it is tells the text that the database keeps. It spares looking at every field of the model.
        """
        return self.memory.made.get(strip_quotes(table))

    def described(self, table: str) -> dict[str, Described]:
        """Give what the fields of the table's model came to when they were looked at, to be added to."""
        return self.memory.described.setdefault(strip_quotes(table), {})

    @contextmanager
    def making(self, table: Table) -> Iterator[None]:
        """Remember the form that the table gets in the block, and keep what is known of others."""
        with self.kept(besides=table.name):
            yield
        # Indexes are read from the database, and theirs refer to models.
        self.memory.made[strip_quotes(table.name)] = replace(table, indexes=())

    def of(self, table: str) -> TableFacts:
        """Look at a table, unless it is known."""
        name = strip_quotes(table).lower()
        if name not in self._known:
            self._known[name] = self._look_at(table)
        return self._known[name]

    def _look_at(self, table: str) -> TableFacts:
        editor = self._editor
        if editor.collect_sql:
            return entries_around(editor, table)
        catalogue = self.memory.catalogue
        if rows := catalogue.rows(table):
            facts = look_into(editor, table, rows)
            if facts is not None and facts.version == catalogue.version:
                return facts
        facts = look_at(editor, table)
        catalogue.learn(table, facts.entries, facts.version)
        return facts

    def forget(self) -> None:
        """Forget what is in tables."""
        self._known.clear()

    def distrust(self) -> None:
        """Forget everything about the database."""
        self.forget()
        self.memory.catalogue.forget()

    @contextmanager
    def kept(self, *, besides: str) -> Iterator[None]:
        """Keep what is known of other tables: what is sent in the block concerns this one alone."""
        others = self._known.copy()
        others.pop(strip_quotes(besides).lower(), None)
        yield
        self._known = others


_BETWEEN = "\x1f"

_ENTRIES = f"""SELECT "type", "name", "tbl_name", "sql", CASE "type" WHEN 'index' THEN (
        SELECT group_concat(ifnull("i"."name", ''), '{_BETWEEN}')
        FROM (SELECT "name" FROM pragma_index_info("m"."name") ORDER BY "seqno") "i"
    ) WHEN 'table' THEN (
        SELECT group_concat("c"."name", '{_BETWEEN}')
        FROM (SELECT "name" FROM pragma_table_xinfo("m"."name") ORDER BY "cid") "c"
    ) END, {{contents}}
    FROM "sqlite_master" "m"
    WHERE ("tbl_name" = %s COLLATE NOCASE OR "type" NOT IN ('table', 'index')) AND "sql" IS NOT NULL
"""
_ROWS = "(SELECT EXISTS (SELECT 1 FROM {table}))"
_SEQUENCE = """(SELECT "seq" FROM "sqlite_sequence" WHERE "name" = %s COLLATE NOCASE)"""
_VERSION = '(SELECT "schema_version" FROM pragma_schema_version)'


def look_at(editor: Database, table: str) -> TableFacts:
    """Ask all that has to be known about a table at once."""
    name = strip_quotes(table)
    rows = _ROWS.format(table=editor.quote_name(name).replace("%", "%%"))
    try:
        return _seen(editor, name, f"{rows}, {_SEQUENCE}, {_VERSION}", [name, name])
    except DatabaseError:
        # No table counts yet, so that there is no sqlite_sequence; or there is no such table.
        pass
    try:
        return _seen(editor, name, f"{rows}, NULL, {_VERSION}", [name])
    except DatabaseError:
        return entries_around(editor, name)


def look_into(editor: Database, table: str, rows: Rows) -> TableFacts | None:
    """Ask what is in a table that is known otherwise; None if it is not there, or never counted."""
    name = strip_quotes(table)
    there = _ROWS.format(table=editor.quote_name(name).replace("%", "%%"))
    try:
        found = editor.query(f"SELECT {there}, {_SEQUENCE}, {_VERSION}", [name])
    except DatabaseError:
        return None
    return TableFacts(rows, bool(found[0][0]), *found[0][1:])


def entries_around(editor: Database, table: str) -> TableFacts:
    """Ask nothing about the contents of the table, which need not exist."""
    return _seen(editor, strip_quotes(table), "0, NULL, NULL", [strip_quotes(table)])


def _seen(editor: Database, table: str, contents: str, params: list[str]) -> TableFacts:
    found = editor.query(_ENTRIES.format(contents=contents), params)
    entries = tuple(
        CatalogueRow(kind, entry, owner, sql, _split(columns))
        for kind, entry, owner, sql, columns, *_ in found
    )
    if not found:
        return TableFacts()
    return TableFacts(entries, bool(found[0][5]), *found[0][6:])


def _split(columns: str | None) -> tuple[str, ...]:
    return () if columns is None else tuple(columns.split(_BETWEEN))


def has_rows(editor: Database, table: str) -> bool:
    return bool(editor.query(f"SELECT EXISTS (SELECT 1 FROM {editor.quote_name(table)})")[0][0])


def condition_of(index: CatalogueRow) -> str:
    """Give the condition of an index on some of the rows, as whoever made it wrote it."""
    text = index.sql
    place = text.upper().find(" WHERE ")
    return text[place:] if place >= 0 else ""


def is_unique(index: CatalogueRow) -> bool:
    return index.sql.upper().startswith("CREATE UNIQUE")
