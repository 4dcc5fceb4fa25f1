"""How a column changes its type: conversions of its rows, and counters that come and go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrations_core.backends.base.models import Field, Model
from migrations_core.backends.base.planning.asking import Planner
from migrations_core.backends.base.planning.column_change import TypeChange
from migrations_core.schema import statements as ddl

from . import pattern_indexes
from .introspection import serial_sequence

COUNTERS = {"AutoField": "integer", "BigAutoField": "bigint", "SmallAutoField": "smallint"}
"""The kinds of fields that count by themselves, and the types of their sequences."""

Pair = tuple[Field, Field]
"""The old and the new field."""


def type_change(editor: Planner, model: Model, fields: Pair, plain: ddl.SetType) -> TypeChange:
    """Plan the change of type with everything that depends on it."""
    table, (old_field, new_field) = model._meta.db_table, fields
    counter = _counter_changes(editor, table, old_field, new_field)
    indexes = pattern_indexes.drop_before_type_change(editor, model, old_field, plain.type)
    change = replace(plain, cast=_needs_cast(editor, old_field, new_field))
    # The server would convert the old default first, and refuse, although a new one takes its place.
    stale = (ddl.DropDefault(),) if change.cast and _defaults_differ(editor, *fields) else ()
    return TypeChange((*indexes, *counter.before), (*stale, change), counter.after)


def _counter_changes(editor: Planner, table: str, old_field: Field, new_field: Field) -> TypeChange:
    """An identity column keeps its sequence inside, a serial one, older than Django 4.1, beside."""
    before, after = old_field.get_internal_type(), new_field.get_internal_type()
    if before == after or not COUNTERS.keys() & {before, after}:
        return TypeChange()
    if before not in COUNTERS:
        place = table, new_field.column
        return TypeChange(after=(ddl.AddIdentity(*place), ddl.ContinueIdentity(*place)))
    sequence = serial_sequence(editor, table, old_field.column)
    if after in COUNTERS:
        return TypeChange(
            after=(ddl.RetypeSequence(sequence, COUNTERS[after]),) if sequence else ()
        )
    return TypeChange(
        before=(ddl.DropIdentity(table, new_field.column),),
        after=(ddl.DropSequence(sequence),) if sequence else (),
    )


def _defaults_differ(editor: Planner, old_field: Field, new_field: Field) -> bool:
    if not (old_field.has_db_default() and new_field.has_db_default()):
        return False
    old, new = (editor.db_default_sql(field) for field in (old_field, new_field))
    return (old[0], tuple(old[1])) != (new[0], tuple(new[1]))


def _needs_cast(editor: Planner, old_field: Field, new_field: Field) -> bool:
    """Tell whether PostgreSQL has to be told to convert: types that differ by more than a limit."""
    if new_field.generated:
        return False
    fields = (old_field, new_field)
    if all(field.get_internal_type() == "ArrayField" for field in fields):
        old, new = (list(_base_types(editor, field)) for field in fields)
        return old != new
    return bool(_type(editor, old_field) != _type(editor, new_field))


def _base_types(editor: Planner, field: Field) -> Iterator[str | None]:
    base = field.base_field
    if base.get_internal_type() == "ArrayField":
        yield from _base_types(editor, base)
    else:
        yield _type(editor, base)


def _type(editor: Planner, field: Field) -> str | None:
    """Give the type without its limits: what stands for the kind of field."""
    connection = editor.connection
    if field.is_relation:
        return field.rel_db_type(connection)
    return connection.data_types.get(field.get_internal_type(), field.db_type(connection))
