"""The statements that a schema editor plans: one dataclass for each thing a database is told."""

from __future__ import annotations

from dataclasses import dataclass

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
    table: str
    column: Column


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
    | FillColumn
    | CopyRows
    | DropIndex
    | Raw
)
