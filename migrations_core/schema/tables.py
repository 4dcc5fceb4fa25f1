"""What a table is, in the database's own terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Where a foreign key points, and what the database does when the target row goes."""

    table: str
    column: str
    on_delete: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. ``default``, ``generated`` and ``check`` are SQL text, everything else a fact.

    The first two may hold placeholders, for the parameters that stand beside them.
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
    """Other columns that it is computed from."""

    def renamed(self, name: str, quote: Callable[[str], str]) -> Column:
        """Give the column under another name, which its check has, too."""
        check = self.check and self.check.replace(quote(self.name), quote(name))
        return replace(self, name=name, check=check)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A table constraint as it stands in ``CREATE TABLE``; ``name`` is empty when unknown."""

    name: str
    sql: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An index or a constraint that is made by a statement of its own, which is ``sql``.

    ``wording`` follows renamings of tables and columns before it is made; it takes no part in comparisons.
    """

    table: str = field(default="", compare=False)
    name: str
    columns: tuple[str, ...] = ()
    sql: str
    wording: Wording | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique(Made):
    """A constraint that an existing table gets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryKey(Made):
    """A key that an existing table gets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Made):
    """``columns`` are those of the field that it belongs to; empty if its text tells of unknown ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey(Made):
    """A foreign key that is made after its table."""

    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Made):
    """An index, or a unique constraint that the database keeps as one.

    ``keys`` is what it is on, as text, if there is nothing else to say of it. ``late`` is one that waits for the end
    of the migration, so that its name follows renamings until then.
    """

    unique: bool = False
    keys: str = field(default="", compare=False)
    late: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with everything that is dropped together with it."""

    name: str
    columns: tuple[Column, ...] = ()
    primary_key: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    uniques: tuple[Unique, ...] = ()
    tablespace: str = ""
    comment: str = ""

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
