"""What a database really holds, as frozen values, the same types for every vendor.

``tables`` describes what is to be made, in SQL that is still to be sent; this is what came of it, in facts
that the server told. A reader normalises what has no meaning (white space, quoting style, keyword case, the
place where a constraint is written) and nothing else: names, the order of columns and the text of expressions
stay. Unordered things are sorted, so equal schemas are equal values. ``backends.registry`` finds the reader.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    nullable: bool
    default: str | None = None
    collation: str | None = None
    generated: str | None = None
    generated_kind: str | None = None
    identity: str | None = None
    hidden: bool = False
    comment: str | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrimaryKey:
    columns: tuple[str, ...]
    name: str | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unique:
    columns: tuple[str, ...]
    name: str | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    expression: str
    name: str | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    name: str | None = None
    on_delete: str = "NO ACTION"
    on_update: str = "NO ACTION"
    match: str | None = None
    deferrability: str = "NOT DEFERRABLE"
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    definition: str
    name: str


@dataclass(frozen=True, slots=True)
class IndexColumn:
    expression: str
    collation: str | None = None
    descending: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    name: str
    columns: tuple[IndexColumn, ...]
    unique: bool = False
    condition: str | None = None
    options: tuple[str, ...] = ()
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    kind: str = "table"
    primary_key: PrimaryKey | None = None
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    options: tuple[str, ...] = ()
    comment: str | None = None
    exclusions: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True)
class Sequence:
    """A generator of numbers; `owner` is the column that it is dropped with."""

    name: str
    type: str
    start: int
    increment: int
    least: int
    greatest: int
    cache: int
    cycles: bool
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Extra:
    """What only some vendors have: extensions, collations, types, functions."""

    kind: str
    name: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class View:
    name: str
    sql: str
    triggers: tuple[Trigger, ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    tables: tuple[Table, ...] = ()
    views: tuple[View, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    extras: tuple[Extra, ...] = ()

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)

    def sorted_columns(self) -> Schema:
        """Forget the order of columns, for comparisons in which it is an accident."""
        return replace(
            self,
            tables=tuple(
                replace(table, columns=tuple(sorted(table.columns, key=lambda c: c.name)))
                for table in self.tables
            ),
        )

    def without(self, *names: str) -> Schema:
        """Leave out tables, and the sequences that their columns own."""
        kept = tuple(table for table in self.tables if table.name not in names)
        sequences = tuple(
            sequence
            for sequence in self.sequences
            if (sequence.owner or "").rpartition(".")[0] not in names
        )
        return replace(self, tables=kept, sequences=sequences)
