"""What of a database counts when two ways of migrating are held against each other.

What constraints are called whose names Django made up does not: a renamed table keeps theirs, a new one gets new ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, TypeVar

from migrations_core.backends.registry import read_schema
from migrations_core.schema.tables import Made, Schema, Sequence, Table

SIZE_OF_INTEGER = re.compile(r"^(?:big|small)int\b")

AnyMade = TypeVar("AnyMade", bound=Made)


def comparable_schema(connection: Any, names: Collection[str]) -> Schema:
    """Read what counts; ``names`` are those of indexes and constraints that models give."""
    schema = read_schema(connection)
    given = frozenset(name.lower() for name in names)
    alike = ALIKE.get(connection.vendor, _as_it_is)
    return replace(
        schema,
        tables=tuple(
            alike(_without_made_up_names(table, given))
            for table in schema.tables
            if table.kind != "shadow"
        ),
        sequences=tuple(map(_without_name_if_owned, schema.sequences)),
    )


def _without_made_up_names(table: Table, given: frozenset[str]) -> Table:
    return replace(
        table,
        primary_key=table.primary_key and _anonymous(table.primary_key, given),
        uniques=tuple(_anonymous(each, given) for each in table.uniques),
        checks=tuple(_anonymous(each, given) for each in table.checks),
        foreign_keys=tuple(_anonymous(each, given) for each in table.foreign_keys),
        exclusions=tuple(_anonymous(each, given) for each in table.exclusions),
        indexes=tuple(_anonymous(each, given) for each in table.indexes),
    )


def _anonymous(made: AnyMade, given: frozenset[str]) -> AnyMade:
    return made if made.name.lower() in given else replace(made, name="")


def _without_name_if_owned(sequence: Sequence) -> Sequence:
    return replace(sequence, name="") if sequence.owner else sequence


def _with_plain_keys(table: Table) -> Table:
    """Call a column that refers to a key an integer, whichever size it was declared with.

    SQLite has one kind of integer, and Django leaves "integer" with what refers to an AutoField that becomes a
    BigAutoField, which it writes as "bigint" from the beginning.
    """
    referring = {name for key in table.foreign_keys for name in key.columns}
    columns = (
        replace(column, type=SIZE_OF_INTEGER.sub("integer", column.type))
        if column.name in referring
        else column
        for column in table.columns
    )
    return replace(table, columns=tuple(columns))


def _with_checks_anywhere(table: Table) -> Table:
    """Forget whether MariaDB has a check beside its column or the others, which depends on what came first."""
    return replace(table, checks=tuple(replace(check, options=()) for check in table.checks))


def _as_it_is(table: Table) -> Table:
    return table


ALIKE: dict[str, Callable[[Table], Table]] = {
    "sqlite": _with_plain_keys,
    "mysql": _with_checks_anywhere,
}
"""What different ways may leave behind that is the same to the server, by vendor."""


def names_given(state: Any) -> set[str]:
    """Return the names of indexes and constraints that the models of a state give."""
    return {
        each.name
        for model_state in state.model_states.values()
        for option in ("indexes", "constraints")
        for each in model_state.options.get(option, ())
    }
