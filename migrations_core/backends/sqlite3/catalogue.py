"""What the catalogue of a SQLite database says of tables, kept from one migration to the next.

Finding a table there means reading all of the catalogue. What our own statements make of it is known, and the
database counts every change of it: as long as it has counted ours alone, what is remembered is what it holds.
SQLite itself trusts this count to know whether what it has parsed is what there is.

A rollback takes the count back, and others could bring it up again. So it is believed only where no rollback goes
unseen: in a migration with a transaction of its own and no other around it, and from one to the next on one connection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.db.backends.utils import strip_quotes

from migrations_core.schema import statements as ddl
from migrations_core.schema.plan import Batch
from migrations_core.schema.tables import Index
from migrations_core.values import frozen

_LEAVES_IT_ALONE = re.compile(
    r"\s*(SELECT|INSERT|REPLACE|UPDATE|DELETE|SAVEPOINT|RELEASE)\b(?!.*\bsqlite_)", re.I | re.S
)


@frozen
class CatalogueRow:
    """A row of ``sqlite_master``."""

    type: str
    name: str
    table: str
    sql: str
    columns: tuple[str, ...] = ()
    """What a table has, in its order, or an index is on: an expression is a column without a name."""


Rows = tuple[CatalogueRow, ...]


@dataclass(slots=True)
class Catalogue:
    """Tables with their indexes, of a database that has neither views nor triggers.

    ``version`` is what the database counts to if nobody else changes it, None if nothing is known.
    """

    version: int | None = None
    _connection: object = None
    """The driver's, while every rollback is seen."""
    _tables: dict[str, Rows] = field(default_factory=dict)
    _gone: dict[str, CatalogueRow] = field(default_factory=dict)
    """Indexes that went with their tables, by their texts: a rebuild makes some of them again."""

    def open(self, connection: object) -> None:
        """Begin with a transaction, which sees the end of nothing but itself."""
        if connection is not self._connection:
            self.forget()
        self._connection = connection

    def close(self) -> None:
        """Learn that others may roll back what is done."""
        self.forget()
        self._connection = None

    def forget(self) -> None:
        self.version = None
        self._tables.clear()
        self._gone.clear()

    def rows(self, table: str) -> Rows:
        """Give what is known of a table, if anything is."""
        return self._tables.get(_key(table), ())

    def learn(self, table: str, rows: Rows, version: int | None) -> None:
        """Take what was read of a table."""
        if version != self.version or version is None:
            self.forget()
        if any(row.type in {"view", "trigger"} for row in rows):
            self.forget()
        elif rows and self._connection is not None:
            self.version = version
            self._tables[_key(table)] = rows

    def before_foreign_sql(self, sql: str) -> None:
        """Learn that SQL of unknown content is about to run, which may roll back what is known."""
        if not _LEAVES_IT_ALONE.match(sql):
            self.forget()

    def follow(self, batch: Batch, sql: str) -> None:
        """Learn that one of our statements was carried out, as ``sql``."""
        if self.version is None:
            return
        if sql == batch.sql and batch.params is None and self._follow(batch, sql):
            self.version += 1
        elif not _LEAVES_IT_ALONE.match(sql):
            self.forget()

    def _follow(self, batch: Batch, sql: str) -> bool:
        """Do the same to what is known; tell whether that can be done."""
        match batch.planned.statement:
            case ddl.CreateTable(table) if sql.startswith(f'CREATE TABLE "{table.name}" ('):
                row = CatalogueRow("table", table.name, table.name, sql, table.column_names)
                self._tables[_key(table.name)] = (row,)
            case ddl.DropTable(name):
                gone = self._tables.pop(_key(name), ())
                self._gone = {row.sql: row for row in gone if row.type == "index"}
            case ddl.CreateIndex(index) if _is_plain(index, sql):
                self._add(CatalogueRow("index", index.name, index.table, sql, index.columns))
            case ddl.Raw() if sql in self._gone:
                self._add(self._gone[sql])
            case ddl.DropIndex(table, name):
                kept = tuple(row for row in self.rows(table) if row.name != name)
                self._tables[_key(table)] = kept
            case _:
                return False
        return True

    def _add(self, index: CatalogueRow) -> None:
        if rows := self.rows(index.table):
            self._tables[_key(index.table)] = (*rows, index)


def _key(table: str) -> str:
    return strip_quotes(table).lower()


def _is_plain(index: Index, sql: str) -> bool:
    """Tell whether SQLite keeps the text as it is, and the index is on columns and no expressions."""
    columns = ", ".join(f'"{column}"' for column in index.columns)
    target = f'INDEX "{index.name}" ON "{index.table}" ({columns})'
    begins = (f"CREATE {target}", f"CREATE UNIQUE {target}")
    return sql.replace(" DESC", "").startswith(begins) and sql == sql.rstrip("; \n")
