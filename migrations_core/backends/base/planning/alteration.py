"""What altering a field means before any database is asked: nothing, a link table, or a column."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

from django.core.exceptions import FieldError

from migrations_core.backends.base.models import Field
from migrations_core.exceptions import UnalterableFieldError

from .asking import Planner


class Alteration(Enum):
    NOTHING = auto()
    MANY_TO_MANY = auto()
    COLUMN = auto()


def classify_alteration(editor: Planner, old_field: Field, new_field: Field) -> Alteration:
    """Tell what has to change, or refuse a change that no editor can make."""
    if not editor._field_should_be_altered(old_field, new_field):
        return Alteration.NOTHING
    connection = editor.connection
    old_type = old_field.db_parameters(connection=connection)["type"]
    new_type = new_field.db_parameters(connection=connection)["type"]
    for field, type_ in ((old_field, old_type), (new_field, new_type)):
        if type_ is None and field.remote_field is None:
            raise UnalterableFieldError(
                f"Cannot alter field {old_field} into {new_field} - they do not properly define "
                "db_type (are you using a badly-written custom field?)",
                old_field,
                new_field,
            )
    if old_type is None and new_type is None:
        return _link_table_alteration(old_field, new_field)
    if old_type is None or new_type is None:
        raise _incompatible(old_field, new_field)
    if _changes_generated(editor, old_field, new_field, type_changes=old_type != new_type):
        raise UnalterableFieldError(
            f"Modifying GeneratedFields is not supported - the field {new_field} "
            "must be removed and re-added with the new definition.",
            old_field,
            new_field,
        )
    return Alteration.COLUMN


def _incompatible(old_field: Field, new_field: Field) -> UnalterableFieldError:
    return UnalterableFieldError(
        f"Cannot alter field {old_field} into {new_field} - they are not compatible types "
        "(you cannot alter to or from M2M fields, or add or remove through= on M2M fields)",
        old_field,
        new_field,
    )


def _link_table_alteration(old_field: Field, new_field: Field) -> Alteration:
    throughs: list[Any] = [getattr(f.remote_field, "through", None) for f in (old_field, new_field)]
    if not all(throughs):
        raise _incompatible(old_field, new_field)
    match [bool(through._meta.auto_created) for through in throughs]:
        case [True, True]:
            return Alteration.MANY_TO_MANY
        case [False, False]:
            return Alteration.NOTHING
    raise _incompatible(old_field, new_field)


def _changes_generated(
    editor: Planner, old_field: Field, new_field: Field, *, type_changes: bool
) -> bool:
    if old_field.generated != new_field.generated:
        return True
    if not new_field.generated:
        return False
    if old_field.db_persist != new_field.db_persist:
        return True
    try:
        before = old_field.generated_sql(editor.connection)
    except FieldError:
        # A field that the expression names has been renamed.
        return True
    if before != new_field.generated_sql(editor.connection):
        return True
    return type_changes and not editor.dialect.retypes_generated


def field_differs(
    editor: Planner, old_field: Field, new_field: Field, ignore: frozenset[str]
) -> bool:
    """Tell whether two fields can differ in the database, by what they deconstruct to."""
    if not any(f.concrete or f.many_to_many for f in (old_field, new_field)):
        return False
    if old_field.concrete and new_field.concrete:
        if editor.quote_name(old_field.column) != editor.quote_name(new_field.column):
            return True
    elif old_field.many_to_many and new_field.many_to_many and old_field.name != new_field.name:
        # The names of the link table and of its columns come from the field's name.
        return True
    unimportant = set(ignore) | _equal_in_database(editor, old_field, new_field)
    return _identity(old_field, unimportant) != _identity(new_field, unimportant)


def _identity(field: Field, unimportant: set[str]) -> tuple[str, Any, dict[str, Any]]:
    _, path, args, kwargs = field.deconstruct()
    skipped = unimportant.union(field.non_db_attrs)
    return path, args, {key: value for key, value in kwargs.items() if key not in skipped}


def _equal_in_database(editor: Planner, old_field: Field, new_field: Field) -> set[str]:
    """Name the arguments that are written differently and come to the same in the database."""
    equal = set()
    if (
        not new_field.many_to_many
        and old_field.remote_field
        and new_field.remote_field
        and old_field.remote_field.model._meta.db_table
        == new_field.remote_field.model._meta.db_table
    ):
        equal.add("to")
    if (
        old_field.concrete
        and new_field.concrete
        and old_field.has_db_default()
        and new_field.has_db_default()
        and editor.db_default_sql(old_field) == editor.db_default_sql(new_field)
    ):
        equal.add("db_default")
    return equal
