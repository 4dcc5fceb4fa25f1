"""The second index of an indexed text column, for LIKE: with any locale but C the first is no help."""

from __future__ import annotations

from django.db.backends.ddl_references import IndexColumns, Statement

from migrations_core.backends.base.models import Field, Model
from migrations_core.backends.base.planning.asking import Planner
from migrations_core.backends.base.planning.column_change import ColumnAlteration
from migrations_core.backends.base.wording import StatementWording, typed
from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Made

from .introspection import is_deterministic

SUFFIX = "_like"
OPERATOR_CLASSES = {"varchar": "varchar_pattern_ops", "text": "text_pattern_ops"}
TEXT_TYPES = ("varchar", "text", "citext")

Statements = tuple[ddl.Statement, ...]


def pattern_index(editor: Planner, model: Model, field: Field) -> Statement | None:
    """Give the statement that creates the index, None if the field wants none."""
    type_ = field.db_type(connection=editor.connection)
    if type_ is None or not (field.db_index or field.unique) or "[" in type_:
        return None
    operators = next(
        (ops for name, ops in OPERATOR_CLASSES.items() if type_.startswith(name)), None
    )
    if operators is None or not _collation_allows(editor, field):
        return None
    return editor._create_index_sql(model, fields=[field], suffix=SUFFIX, opclasses=[operators])


def _collation_allows(editor: Planner, field: Field) -> bool:
    collation = getattr(field, "db_collation", None)
    if not collation and field.is_relation:
        collation = getattr(field.target_field, "db_collation", None)
    return not collation or is_deterministic(editor, collation)


def drop_before_type_change(
    editor: Planner, model: Model, old_field: Field, new_type: str
) -> Statements:
    """The operators of the index are for text; they would refuse any other type."""
    if not leaves_text(editor, old_field, new_type):
        return ()
    return (_drop(editor, model._meta.db_table, old_field.column),)


def add(change: ColumnAlteration) -> Statements:
    old, new = change.old_field, change.new_field
    is_other_text = leaves_text(change.editor, old, change.after.type)
    is_new = (
        (new.db_index and not (old.db_index or old.unique))
        or (new.unique and not old.unique)
        or is_other_text
    )
    sql = pattern_index(change.editor, change.model, new) if is_new else None
    if sql is None:
        return ()
    # The one of before is dropped with the other index of the column, or for the change of type.
    is_dropped = change.loses_index or is_other_text
    return (typed(sql),) if is_dropped else change.unless_there(typed(sql))


def drop(change: ColumnAlteration) -> Statements:
    """Drop the companion of a unique constraint; that of an index is found beside the index."""
    new = change.new_field
    was_unique = change.old_field.unique and not (new.db_index or new.unique)
    if not was_unique:
        return ()
    return (_drop(change.editor, change.table, change.before.name),)


def suits(made: Made, type_: str) -> bool:
    """Tell whether a type has the operators of an index that waits; they are for text."""
    parts = made.wording.statement().parts if isinstance(made.wording, StatementWording) else {}
    is_text = type_.startswith(TEXT_TYPES) and "[" not in type_
    return is_text or not isinstance(parts.get("columns"), IndexColumns)


def _drop(editor: Planner, table: str, column: str) -> ddl.DropIndex:
    return ddl.DropIndex(table, editor._create_index_name(table, [column], suffix=SUFFIX))


def leaves_text(editor: Planner, old_field: Field, new_type: str) -> bool:
    """Tell whether an indexed column turns from one kind of text into something else."""
    old_type = old_field.db_type(connection=editor.connection) or ""
    kinds = [kind for kind in TEXT_TYPES if old_type.startswith(kind)]
    indexed = old_field.db_index or old_field.unique
    return bool(indexed and any(not new_type.startswith(kind) for kind in kinds))
