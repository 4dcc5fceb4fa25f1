"""The statements that a schema editor plans: one dataclass for each thing a database is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .tables import Column, Table


@dataclass(frozen=True, slots=True)
class CreateTable:
    """Create the table itself. Its indexes are statements of their own."""

    table: Table


@dataclass(frozen=True, slots=True)
class DropTable:
    table: str


@dataclass(frozen=True, slots=True)
class RenameTable:
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RetablespaceTable:
    table: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CommentTable:
    table: str
    comment: str


@dataclass(frozen=True, slots=True)
class AddColumn:
    """``foreign_key`` is the name for a reference where it is made along with the column."""

    table: str
    column: Column
    foreign_key: str = ""


@dataclass(frozen=True, slots=True)
class DropColumn:
    table: str
    column: str


@dataclass(frozen=True, slots=True)
class RenameColumn:
    """``type`` is for servers that want the whole column restated."""

    table: str
    before: str
    after: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class CommentColumn:
    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class SetType:
    """``cast``: existing values have to be converted explicitly."""

    type: str
    collation: str = ""
    cast: bool = False


@dataclass(frozen=True, slots=True)
class SetDefault:
    """``sql`` may hold a placeholder for each of ``params``."""

    sql: str
    params: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class DropDefault:
    pass


@dataclass(frozen=True, slots=True)
class SetNull:
    null: bool


ColumnChange = SetType | SetDefault | DropDefault | SetNull


@dataclass(frozen=True, slots=True)
class AlterColumn:
    """Change facts about a column, in one ALTER TABLE.

    ``column`` is the column as it becomes, for servers that want all of it restated.
    """

    table: str
    column: Column
    changes: tuple[ColumnChange, ...]


@dataclass(frozen=True, slots=True)
class FillNulls:
    """Give a value to the rows that have none; ``sql`` may hold placeholders."""

    table: str
    column: str
    sql: str
    params: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class FillColumn:
    """Give every row the same value; ``value`` is SQL text."""

    table: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class CopyRows:
    """Copy all rows of one table to another.

    ``columns`` pairs the name of a target column with an expression over the source's columns.
    """

    source: str
    target: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DropIndex:
    table: str
    name: str


@dataclass(frozen=True, slots=True)
class CreateIndex:
    """``sql`` is the whole statement: an index is asked for its SQL, it may be anybody's."""

    table: str
    sql: str


@dataclass(frozen=True, slots=True)
class AddConstraint:
    """``sql`` is the whole statement, as for an index."""

    table: str
    sql: str


ConstraintKind = Literal["foreign key", "unique", "check", "primary key"]


@dataclass(frozen=True, slots=True)
class DropConstraint:
    table: str
    name: str
    kind: ConstraintKind


@dataclass(frozen=True, slots=True)
class AddIdentity:
    """Let the database number new rows."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class ContinueIdentity:
    """Number new rows from where those that exist leave off."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class DropIdentity:
    table: str
    column: str


@dataclass(frozen=True, slots=True)
class DropSequence:
    name: str


@dataclass(frozen=True, slots=True)
class RetypeSequence:
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Raw:
    """SQL that exists only as text: index definitions, triggers, what a third party wrote."""

    sql: str
    params: tuple[object, ...] | None = None


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
    | CreateIndex
    | DropIndex
    | AddConstraint
    | DropConstraint
    | AddIdentity
    | ContinueIdentity
    | DropIdentity
    | DropSequence
    | RetypeSequence
    | Raw
)
