"""The statements that a schema editor plans: one dataclass for each thing a database is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from migrations_core.values import frozen

from .tables import Column, Index, Made, Table, Wording


@frozen
class CreateTable:
    """Create the table itself. Its indexes are statements of their own."""

    table: Table


@frozen
class DropTable:
    table: str


@frozen
class RenameTable:
    before: str
    after: str


@frozen
class RetablespaceTable:
    table: str
    before: str
    after: str


@frozen
class CommentTable:
    table: str
    comment: str


@frozen
class AddColumn:
    """``foreign_key`` is the name for a reference where it is made along with the column."""

    table: str
    column: Column
    foreign_key: str = ""


@frozen
class DropColumn:
    table: str
    column: Column


@frozen
class RenameColumn:
    """``after`` has the new name; whatever else is new in it is not changed by this."""

    table: str
    before: Column
    after: Column


@frozen
class CommentColumn:
    table: str
    column: Column


@frozen
class SetType:
    """``cast``: existing values have to be converted explicitly."""

    type: str
    collation: str = ""
    cast: bool = False


@frozen
class SetDefault:
    """``sql`` may hold a placeholder for each of ``params``."""

    sql: str
    params: tuple[object, ...] = ()


@frozen
class DropDefault:
    pass


@frozen
class SetNull:
    null: bool


ColumnChange = SetType | SetDefault | DropDefault | SetNull


@frozen
class AlterColumn:
    """Change facts about a column that has its new name already, in one ALTER TABLE.

    ``after`` is the column as it becomes, for servers that want all of it restated.
    """

    table: str
    before: Column
    after: Column
    changes: tuple[ColumnChange, ...]


@frozen
class FillNulls:
    """Give a value to the rows that have none; ``sql`` may hold placeholders."""

    table: str
    column: str
    sql: str
    params: tuple[object, ...] = ()


@frozen
class FillColumn:
    """Give every row the same value; ``value`` is SQL text."""

    table: str
    column: str
    value: str


@frozen
class CopyRows:
    """Copy all rows of one table to another.

    ``columns`` pairs the name of a target column with an expression over the source's columns.
    """

    source: str
    target: str
    columns: tuple[tuple[str, str], ...]


@frozen
class Source:
    """Where a column's value comes from when rows are copied.

    A column of the table as it was, a constant (``fallback`` alone), or the column with ``fallback`` in place of
    NULL. ``fallback`` is SQL text.
    """

    column: str | None
    fallback: str | None = None

    @property
    def constant(self) -> str:
        return NULL if self.fallback is None else self.fallback


NULL = "NULL"

Sources = Mapping[str, Source]
"""By target column. A column that is missing is computed, or takes its default, by itself."""


@frozen
class RebuildTable:
    """Bring a table from one form to another, with its rows, where the database has no statement for that.

    ``anew`` is true if Django makes the table anew for one of the changes, and forgets what its models do not know.
    """

    before: Table
    after: Table
    sources: Sources = field(default_factory=dict)
    anew: bool = False

    @property
    def table(self) -> str:
        return self.after.name


@frozen
class DropIndex:
    """``sql`` is the statement, where somebody else was asked for it."""

    table: str
    name: str
    sql: str = ""


@frozen
class RenameIndex:
    """``sql`` is the whole statement, for the editor is asked for it."""

    table: str
    before: str
    after: str
    sql: str


@frozen
class CreateIndex:
    """An index is asked for its SQL, which may be anybody's."""

    index: Index

    @property
    def table(self) -> str:
        return self.index.table


@frozen
class AddConstraint:
    constraint: Made

    @property
    def table(self) -> str:
        return self.constraint.table


ConstraintKind = Literal["foreign key", "unique", "check", "primary key", "other"]


@frozen
class DropConstraint:
    """``sql`` as for an index."""

    table: str
    name: str
    kind: ConstraintKind
    sql: str = ""


@frozen
class AlterTable:
    """Several changes of a table in one statement."""

    table: str
    parts: tuple[Statement, ...]


@frozen
class AddIdentity:
    """Let the database number new rows."""

    table: str
    column: str


@frozen
class ContinueIdentity:
    """Number new rows from where those that exist leave off."""

    table: str
    column: str


@frozen
class DropIdentity:
    table: str
    column: str


@frozen
class DropSequence:
    name: str


@frozen
class RetypeSequence:
    name: str
    type: str


@frozen
class Raw:
    """SQL that exists only as text: index definitions, triggers, what a third party wrote."""

    sql: str
    params: tuple[object, ...] | None = None
    wording: Wording | None = field(default=None, compare=False, repr=False)
    by_hand: bool = field(default=False, compare=False, repr=False)
    """Nobody planned it: a RunSQL, or what the code of a migration sends, with whatever values."""


Statement = (
    CreateTable
    | DropTable
    | RenameTable
    | RetablespaceTable
    | CommentTable
    | AddColumn
    | DropColumn
    | RenameColumn
    | CommentColumn
    | AlterColumn
    | FillNulls
    | FillColumn
    | CopyRows
    | RebuildTable
    | AlterTable
    | CreateIndex
    | DropIndex
    | RenameIndex
    | AddConstraint
    | DropConstraint
    | AddIdentity
    | ContinueIdentity
    | DropIdentity
    | DropSequence
    | RetypeSequence
    | Raw
)


def table_of(statement: Statement) -> str | None:
    """Give the table that a statement is about, None if it is about several, or nobody knows."""
    match statement:
        case CreateTable(table):
            return table.name
        case RenameTable() | CopyRows() | DropSequence() | RetypeSequence() | Raw():
            return None
    return statement.table


def names_of(statement: Statement) -> frozenset[str]:
    """Give the columns, indexes and constraints of its table that a statement names."""
    match statement:
        case AddColumn(_, column, foreign_key):
            return frozenset({column.name, *column.mentions, foreign_key} - {""})
        case DropColumn(_, column) | CommentColumn(_, column):
            return frozenset({column.name})
        case AlterColumn(_, before, after) | RenameColumn(_, before, after):
            return frozenset({before.name, after.name, *after.mentions})
        case CreateIndex(made) | AddConstraint(made):
            return frozenset({made.name, *made.columns})
        case DropIndex(_, name) | DropConstraint(_, name):
            return frozenset({name})
        case FillNulls(_, name) | FillColumn(_, name):
            return frozenset({name})
        case AlterTable(_, parts):
            return frozenset().union(*map(names_of, parts))
    return frozenset()
