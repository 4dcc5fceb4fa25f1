"""What of a database counts when two ways of migrating are held against each other.

What constraints are called whose names Django made up does not: a renamed table keeps theirs, a new one gets new ones.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, TypeVar

from migrations_core.backends.registry import read_schema, vendor_of
from migrations_core.schema.tables import Made, Schema, Sequence, Table

AnyMade = TypeVar("AnyMade", bound=Made)


def comparable_schema(connection: Any, names: Collection[str]) -> Schema:
    """Read what counts; ``names`` are those of indexes and constraints that models give."""
    schema = read_schema(connection)
    given = frozenset(name.lower() for name in names)
    alike = vendor_of(connection).alike
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


def names_given(state: Any) -> set[str]:
    """Return the names of indexes and constraints that the models of a state give."""
    return {
        each.name
        for model_state in state.model_states.values()
        for option in ("indexes", "constraints")
        for each in model_state.options.get(option, ())
    }
