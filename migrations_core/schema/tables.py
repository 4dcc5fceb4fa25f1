"""What a table is, in the database's own terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace


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

    def renamed(self, name: str, quote: Callable[[str], str]) -> Column:
        """Give the column under another name, which its check has, too."""
        check = self.check and self.check.replace(quote(self.name), quote(name))
        return replace(self, name=name, check=check)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A table constraint as it stands in ``CREATE TABLE``; ``name`` is empty when unknown."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key that is made after its table; ``source`` as in ``Index``."""

    columns: tuple[str, ...]
    sql: str
    source: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Index:
    """An index, or a unique constraint that the database keeps as one.

    ``source`` is the object whose text ``sql`` is. Code that renames tables or columns before
    the index exists asks that object for the new text; it takes no part in comparisons. ``late``
    is one that waits for the end of the migration, so that its name follows renamings until then.
    """

    name: str
    sql: str
    columns: tuple[str, ...] = ()
    unique: bool = False
    source: object = field(default=None, compare=False, repr=False)
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
    tablespace: str = ""
    comment: str = ""

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    @property
    def made_later(self) -> tuple[ForeignKey | Index, ...]:
        """What is made when all tables are there. Foreign keys may need the unique indexes."""
        unique = tuple(index for index in self.indexes if index.unique)
        plain = tuple(index for index in self.indexes if not index.unique)
        return (*unique, *self.foreign_keys, *plain)

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
