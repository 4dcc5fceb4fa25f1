"""Several changes of one table in one ALTER TABLE: every ALTER TABLE may copy all rows.

Pure functions over what is known of the statements. A statement joins an earlier one if they fit
into one ALTER TABLE and if it would do the same before all that was asked for in between.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column

IDENTIFIER = r"`((?:[^`]|``)+)`"
INDEX = re.compile(rf"CREATE ((?:UNIQUE )?INDEX {IDENTIFIER}) ON {IDENTIFIER} (\(.*\))", re.DOTALL)
TARGET = re.compile(rf"REFERENCES {IDENTIFIER} ?\([^)]*\)")


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


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement as part of an ALTER TABLE. ``names`` are those of all that it mentions."""

    table: str
    sql: str
    cost: AlterCost
    names: frozenset[str]
    adds_column: str = ""
    target: str = ""
    """The table that a new foreign key refers to."""


def clause(statement: ddl.Statement, sql: str) -> Clause | None:
    """Describe a statement, or give None for one that has to stay by itself, where it is."""
    match statement:
        case ddl.AddColumn(table, column):
            return _clause(table, sql, _cost_to_add(column, sql), adds_column=column.name)
        case ddl.AlterColumn(table, _, changes):
            is_default = all(isinstance(c, ddl.SetDefault | ddl.DropDefault) for c in changes)
            is_restated = " MODIFY " in sql
            return _clause(
                table,
                sql,
                AlterCost.COLUMN if is_restated or not is_default else AlterCost.CATALOGUE,
            )
        case ddl.DropColumn(table):
            return _clause(table, sql, AlterCost.DROP)
        case ddl.AddConstraint(table) if " PRIMARY KEY " not in sql:
            return _clause(table, sql, AlterCost.INDEX if " UNIQUE " in sql else AlterCost.COPY)
        case ddl.DropConstraint(table, _, "foreign key"):
            return _clause(table, sql, AlterCost.DROP)
        case ddl.DropConstraint(table, _, "unique"):
            return _clause(table, sql, AlterCost.INDEX)
        case ddl.CreateIndex(table) if found := INDEX.fullmatch(sql):
            return _made(table, f"ADD {found[1]} {found[4]}", AlterCost.INDEX)
        case ddl.DropIndex(table, name):
            return _made(table, f"DROP INDEX `{name.replace('`', '``')}`", AlterCost.INDEX)
    return None


def _cost_to_add(column: Column, sql: str) -> AlterCost:
    is_stored = column.generated is not None and column.generated.endswith("STORED")
    if TARGET.search(sql) or column.unique or column.primary_key or is_stored:
        return AlterCost.COPY
    return AlterCost.CATALOGUE


def _clause(table: str, sql: str, cost: AlterCost, *, adds_column: str = "") -> Clause | None:
    prefix = f"ALTER TABLE `{table.replace('`', '``')}` "
    if not sql.startswith(prefix):
        return None
    return _made(table, sql.removeprefix(prefix), cost, adds_column=adds_column)


def _made(table: str, sql: str, cost: AlterCost, *, adds_column: str = "") -> Clause:
    target = TARGET.search(sql)
    # Names of columns are the same in any case; those of the target are another table's.
    names = frozenset(name.lower() for name in re.findall(IDENTIFIER, TARGET.sub("", sql)))
    return Clause(table, sql, cost, names, adds_column, target[1] if target else "")


def merged(clauses: Sequence[Clause | None], new_tables: Collection[str] = ()) -> list[list[int]]:
    """Give the positions of those that become one statement each, in the order of the statements.

    Tables in ``fresh`` are new and empty: on these no kind of work costs anything.
    """
    groups: list[list[int]] = []
    for position, new in enumerate(clauses):
        place = _place(groups, clauses, new, new_tables)
        if place is None:
            groups.append([position])
        else:
            groups[place].append(position)
    return groups


def _place(
    groups: list[list[int]],
    clauses: Sequence[Clause | None],
    new: Clause | None,
    new_tables: Collection[str],
) -> int | None:
    """Find the earliest group that the clause may join without overtaking what it depends on."""
    found = None
    if new is None:
        return None
    for place in range(len(groups) - 1, -1, -1):
        group = [clauses[position] for position in groups[place]]
        if all(old is not None and _fits(old, new, new_tables) for old in group):
            found = place
        if not all(old is not None and _commutes(old, new) for old in group):
            break
    return found


def _fits(old: Clause, new: Clause, new_tables: Collection[str]) -> bool:
    """Tell whether two changes may be made by one statement, the same as one after the other."""
    if old.table != new.table or new.table == new.target or old.table == old.target:
        return False
    shared = old.names & new.names
    if old.adds_column and new.cost in (AlterCost.INDEX, AlterCost.COPY):
        shared -= {old.adds_column.lower()}
    elif {old.cost, new.cost} <= {AlterCost.INDEX, AlterCost.COPY}:
        # Columns may be in any number of indexes; names of constraints differ.
        shared = frozenset({_own_name(old)} & {_own_name(new)})
    if shared:
        return False
    if old.cost == new.cost or {old.cost, new.cost} == {AlterCost.CATALOGUE, AlterCost.COPY}:
        return True
    return new.table in new_tables and AlterCost.DROP not in (old.cost, new.cost)


def _own_name(clause: Clause) -> str:
    found = re.search(IDENTIFIER, clause.sql)
    return found[1].lower() if found else ""


def _commutes(old: Clause, new: Clause) -> bool:
    """Tell whether the new change would do the same before the old one."""
    if old.table == new.table:
        if old.adds_column and new.adds_column:
            return False  # the order of columns is the order in which they are added
        return not old.names & new.names and AlterCost.DROP not in (old.cost, new.cost)
    if new.target == old.table:
        return bool(old.target) and not old.adds_column
    if old.target == new.table:
        return new.cost in (AlterCost.CATALOGUE, AlterCost.INDEX) and new.sql.startswith("ADD ")
    return True
