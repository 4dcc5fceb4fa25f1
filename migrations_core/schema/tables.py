"""What a table is, in the database's own terms: one that is to be made, and one that a database really holds.

Projection says what a model's table is to be, readers say what there is, in the same values. A fact stands in the
same place on both sides. Text in SQL is opaque: what is planned is still to be sent, what was read is as the server
spells it. A reader normalises what has no meaning (white space, quoting style, keyword case, the place
where a constraint is written) and nothing else: names, the order of columns and the text of expressions stay. Unordered
things are sorted, so equal schemas are equal values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, field, replace
from typing import Protocol

from migrations_core.values import frozen


@frozen
class Reference:
    """Where a foreign key points, and what the database does when the target row goes."""

    _: KW_ONLY
    table: str
    column: str
    on_delete: str = ""


@frozen
class Column:
    """One column. ``default``, ``generated`` and ``check`` are SQL text, everything else a fact.

    The first two may hold placeholders, for the parameters that stand beside them. ``check``, ``suffix``, ``reference``
    and the keys are what a definition says beside the column; a reader gives them as constraints of the table.
    """

    name: str
    type: str
    null: bool = False
    collation: str = ""
    default: str | None = None
    default_params: tuple[object, ...] = ()
    generated: str | None = None
    generated_params: tuple[object, ...] = ()
    primary_key: bool = False
    unique: bool = False
    check: str | None = None
    suffix: str = ""
    tablespace: str = ""
    comment: str = ""
    reference: Reference | None = None
    mentions: tuple[str, ...] = field(default=(), compare=False)
    """Other columns that it is computed from; none if only its text tells."""
    has_constant_default: bool = field(default=False, compare=False)
    """The default is a value, which is not computed when a row is inserted."""
    generated_kind: str = ""
    identity: str = ""
    """How the database numbers rows, in its own words."""
    hidden: bool = False
    options: tuple[str, ...] = ()

    def mentions_column(self, name: str, quote: Callable[[str], str]) -> bool:
        """Tell whether the definition names another column; text is searched where only that tells."""
        texts = [self.check or "", "" if self.mentions else self.generated or ""]
        return name in self.mentions or any(quote(name) in text for text in texts)


class Wording(Protocol):
    """The text of an index or a constraint that follows the names in it; a renaming gives another one."""

    def mentions_table(self, table: str) -> bool: ...

    def mentions_column(self, table: str, column: str) -> bool: ...

    def mentions_index(self, table: str, quoted_name: str) -> bool: ...

    def table_renamed(self, before: str, after: str) -> Wording: ...

    def column_renamed(
        self, table: str, before: str, after: str, *, names_too: bool = True
    ) -> Wording: ...

    def name_kept(self) -> Wording: ...


@frozen
class Made:
    """An index or a constraint. ``name`` is empty where it has none, or nobody knows it.

    ``sql`` is what is still to be sent: a statement of its own, or a part of ``CREATE TABLE``. ``wording`` follows
    renamings of tables and columns before that; it takes no part in comparisons.
    """

    columns: tuple[str, ...] = ()
    _: KW_ONLY
    name: str = ""
    table: str = field(default="", compare=False)
    sql: str = ""
    options: tuple[str, ...] = ()
    wording: Wording | None = field(default=None, compare=False, repr=False)

    @property
    def tells_columns(self) -> bool:
        """Whether ``columns`` are all that it is about. Else there may be others in its text."""
        return bool(self.columns)

    def mentions_column(self, name: str, quote: Callable[[str], str]) -> bool:
        """Tell whether it is about a column; text is searched where only that tells."""
        return name in self.columns or (not self.tells_columns and quote(name) in self.sql)


@frozen
class Constraint(Made):
    """A constraint of which nothing is known but its text."""


@frozen
class Unique(Made):
    """What no two rows have in common."""


@frozen
class PrimaryKey(Made):
    """A key that does not stand beside its column."""


@frozen
class Check(Made):
    """``columns`` are all that it is about; empty if only its text tells."""

    _: KW_ONLY
    expression: str = ""


@frozen
class ForeignKey(Made):
    """A foreign key that does not stand beside its column."""

    _: KW_ONLY
    target: str
    target_columns: tuple[str, ...]
    on_delete: str = "NO ACTION"
    on_update: str = "NO ACTION"
    match: str = ""
    deferrability: str = "NOT DEFERRABLE"


@frozen
class Exclusion(Made):
    """What no two rows may be at once."""

    _: KW_ONLY
    definition: str = ""


@frozen
class IndexKey:
    """One of the things that an index is on, as a server tells it."""

    expression: str
    collation: str = ""
    descending: bool = False
    options: tuple[str, ...] = ()


@frozen
class Index(Made):
    """An index, or a unique constraint that the database keeps as one.

    A reader says in ``keys`` what it is on. For an index that is to be made, ``listed`` is that as text, if there is
    nothing else to say of it. ``late`` is one that waits for the end of the migration, so that its name follows
    renamings until then.
    """

    _: KW_ONLY
    unique: bool = False
    keys: tuple[IndexKey, ...] = ()
    condition: str = ""
    comment: str = ""
    listed: str = field(default="", compare=False)
    late: bool = field(default=False, compare=False, repr=False)

    @property
    def tells_columns(self) -> bool:
        return bool(self.columns and all(self.columns) and not self.condition)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Give names without quotes; an expression stays what it is, and is no column's name."""
        return self.columns or tuple(key.expression.strip('"') for key in self.keys)


@frozen
class Trigger:
    name: str
    sql: str


@frozen
class Table:
    """A table with everything that is dropped together with it.

    ``constraints`` are those that stand in ``CREATE TABLE`` after the columns, as text.
    """

    name: str
    columns: tuple[Column, ...] = ()
    _: KW_ONLY
    primary_key: PrimaryKey | None = None
    constraints: tuple[Made, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    tablespace: str = ""
    comment: str = ""
    kind: str = "table"
    options: tuple[str, ...] = ()

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Name the columns of the primary key, wherever that is written."""
        if self.primary_key:
            return self.primary_key.columns
        return tuple(column.name for column in self.columns if column.primary_key)

    def unique_sets(self) -> Iterator[tuple[str, ...]]:
        """Give the sets of columns, besides the key, that no two rows have in common, wherever that is written."""
        yield from ((column.name,) for column in self.columns if column.unique)
        said = (*self.uniques, *self.constraints)
        yield from (each.columns for each in said if isinstance(each, Unique))
        for index in self.indexes:
            is_whole = not index.condition and "INVALID" not in index.options
            if index.unique and is_whole and index.column_names:
                yield index.column_names

    def references(self) -> Iterator[ForeignKey]:
        """Give the foreign keys, wherever they are written."""
        yield from self.foreign_keys
        told = {key.columns for key in self.foreign_keys}
        for column in self.columns:
            target = column.reference
            if target and (column.name,) not in told:
                yield ForeignKey(
                    (column.name,), target=target.table, target_columns=(target.column,)
                )

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    @property
    def made_later(self) -> tuple[Made, ...]:
        """What is made when all tables are there. Foreign keys may need what is unique."""
        unique = tuple(index for index in self.indexes if index.unique)
        plain = tuple(index for index in self.indexes if not index.unique)
        return (*self.uniques, *unique, *self.foreign_keys, *plain)

    @property
    def late_indexes(self) -> tuple[Index, ...]:
        return tuple(index for index in self.indexes if index.late)

    def settled(self) -> Table:
        """Let no index wait any longer."""
        return replace(self, indexes=tuple(replace(index, late=False) for index in self.indexes))

    @property
    def settled_indexes(self) -> tuple[Index, ...]:
        return tuple(index for index in self.indexes if not index.late)

    def with_column(self, column: Column) -> Table:
        return replace(self, columns=(*self.columns, column))

    def without_column(self, name: str) -> Table:
        return replace(self, columns=tuple(c for c in self.columns if c.name != name))

    def with_index(self, index: Index) -> Table:
        return replace(self, indexes=(*self.indexes, index))

    def without_index(self, name: str) -> Table:
        return replace(self, indexes=tuple(i for i in self.indexes if i.name != name))

    def ordered_like(self, names: tuple[str, ...]) -> Table:
        """Give the columns the order of ``names``; those not named there go last."""
        place = {name: position for position, name in enumerate(names)}
        columns = sorted(self.columns, key=lambda c: place.get(c.name, len(place)))
        return replace(self, columns=tuple(columns))


@frozen
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


@frozen
class Extra:
    """What only some vendors have: extensions, collations, types, functions."""

    kind: str
    name: str
    definition: str = ""


@frozen
class View:
    name: str
    sql: str
    triggers: tuple[Trigger, ...] = ()


@frozen
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
