"""Several changes of one table in one ALTER TABLE: every ALTER TABLE may copy all rows.

Pure functions over statements. A statement joins an earlier one if they fit into one ALTER TABLE and if it would do
the same before all that was asked for in between.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import Enum, auto

from migrations_core.schema import statements as ddl
from migrations_core.schema.plan import Planned, together
from migrations_core.schema.statements import names_of
from migrations_core.schema.tables import Check, Column, ForeignKey, Made, PrimaryKey, Unique
from migrations_core.values import frozen


class AlterCost(Enum):
    """What the server has to do for a change: more of the same costs it nothing."""

    CATALOGUE = auto()
    """No row is touched: columns are added at the end, defaults change."""
    INDEX = auto()
    """One more index is built or dropped."""
    COPY = auto()
    """All rows are copied, to check or compute something. What touches no row goes along."""
    COLUMN = auto()
    """Columns are restated: it depends."""
    DROP = auto()
    """Foreign keys go, and columns. A copy of all rows may not do it at the same time."""


@frozen
class MergingRules:
    """What fits together on MySQL and MariaDB.

    ``is_clause`` tells whether a statement is written as part of an ALTER TABLE, ``restates`` whether an alteration
    writes the whole column anew. Tables in ``new_tables`` are new and empty: on these no kind of work costs anything.
    """

    is_clause: Callable[[ddl.Statement], bool]
    restates: Callable[[ddl.AlterColumn], bool]
    new_tables: Collection[str]

    def waits(self, planned: Planned) -> bool:
        statement = planned.statement
        return self._cost(statement) is not None and self.is_clause(statement)

    def join(self, earlier: Planned, later: Planned) -> Planned | None:
        if not self.waits(later) or not all(map(self.waits, _parts(earlier))):
            return None
        if not all(self._fit(old.statement, later.statement) for old in _parts(earlier)):
            return None
        parts = (*_parts(earlier), later)
        table = ddl.table_of(later.statement)
        assert table is not None
        statement = ddl.AlterTable(table, tuple(part.statement for part in parts))
        return Planned(statement, together(parts), later.at_end, parts)

    def commute(self, earlier: Planned, later: Planned) -> bool:
        return all(self._commute(old.statement, later.statement) for old in _parts(earlier))

    def _fit(self, old: ddl.Statement, new: ddl.Statement) -> bool:
        """Tell whether two changes may be made by one statement, the same as one after the other."""
        table, target = ddl.table_of(new), _target(new)
        if ddl.table_of(old) != table or table in (target, _target(old)):
            return False
        costs = {self._cost(old), self._cost(new)}
        shared = _folded_names(old) & _folded_names(new)
        added = _added_column(old)
        if added and self._cost(new) in (AlterCost.INDEX, AlterCost.COPY):
            shared -= {added.lower()}
        elif costs <= {AlterCost.INDEX, AlterCost.COPY}:
            # Columns may be in any number of indexes; names of constraints differ.
            shared = frozenset({_own_name(old)} & {_own_name(new)})
        if shared:
            return False
        if len(costs) == 1 or costs == {AlterCost.CATALOGUE, AlterCost.COPY}:
            return True
        return table in self.new_tables and AlterCost.DROP not in costs

    def _commute(self, old: ddl.Statement, new: ddl.Statement) -> bool:
        """Tell whether the new change would do the same before the old one."""
        old_cost, new_cost = self._cost(old), self._cost(new)
        if old_cost is None or new_cost is None:
            return False
        old_table, new_table = ddl.table_of(old), ddl.table_of(new)
        if old_table == new_table:
            if _added_column(old) and _added_column(new):
                return False  # the order of columns is the order in which they are added
            if _makes_index(old) and _drops_index(new):
                return False  # a foreign key may come to live on the new one
            shared = _folded_names(old) & _folded_names(new)
            return not shared and AlterCost.DROP not in (old_cost, new_cost)
        if _target(new) == old_table:
            return bool(_target(old)) and not _added_column(old)
        if _target(old) == new_table:
            adds = isinstance(new, ddl.AddColumn | ddl.CreateIndex | ddl.AddConstraint)
            return adds and new_cost in (AlterCost.CATALOGUE, AlterCost.INDEX)
        return True

    def _cost(self, statement: ddl.Statement) -> AlterCost | None:
        """Give the kind of work, or None for a statement that has to stay by itself, where it is."""
        match statement:
            case ddl.AddColumn(_, column):
                return _cost_to_add(column)
            case ddl.AlterColumn():
                return AlterCost.COLUMN if self.restates(statement) else AlterCost.CATALOGUE
            case ddl.DropColumn() | ddl.DropConstraint(_, _, "foreign key"):
                return AlterCost.DROP
            case ddl.AddConstraint(constraint):
                return _cost_to_demand(constraint)
            case ddl.CreateIndex() | ddl.DropIndex() | ddl.DropConstraint(_, _, "unique"):
                return AlterCost.INDEX
        return None


def _parts(planned: Planned) -> tuple[Planned, ...]:
    return planned.parts or (planned,)


def _cost_to_add(column: Column) -> AlterCost:
    is_stored = column.generated_kind == "STORED"
    if column.reference or column.unique or column.primary_key or is_stored:
        return AlterCost.COPY
    return AlterCost.CATALOGUE


def _cost_to_demand(constraint: Made) -> AlterCost | None:
    match constraint:
        case PrimaryKey():
            return None
        case ForeignKey():
            return AlterCost.COPY
        case Check():
            # Who knows which columns a text names that belongs to none.
            return AlterCost.COPY if constraint.columns else None
    return AlterCost.INDEX


def _target(statement: ddl.Statement) -> str | None:
    """Give the table that a new foreign key refers to."""
    match statement:
        case ddl.AddColumn(_, column, name) if name and column.reference:
            return column.reference.table
        case ddl.AddConstraint(ForeignKey() as key):
            return key.target
    return None


def _added_column(statement: ddl.Statement) -> str:
    return statement.column.name if isinstance(statement, ddl.AddColumn) else ""


def _makes_index(statement: ddl.Statement) -> bool:
    match statement:
        case ddl.CreateIndex() | ddl.AddConstraint(Unique()):
            return True
    return False


def _drops_index(statement: ddl.Statement) -> bool:
    match statement:
        case ddl.DropIndex() | ddl.DropConstraint(_, _, "unique"):
            return True
    return False


def _own_name(statement: ddl.Statement) -> str:
    """Give the name of what is made or dropped."""
    match statement:
        case ddl.CreateIndex(made) | ddl.AddConstraint(made):
            return made.name.lower()
        case ddl.DropIndex(_, name) | ddl.DropConstraint(_, name):
            return name.lower()
    return _added_column(statement).lower()


def _folded_names(statement: ddl.Statement) -> frozenset[str]:
    # Names of columns are the same in any case.
    return frozenset(name.lower() for name in names_of(statement))
