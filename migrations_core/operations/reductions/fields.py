"""Reductions of operations on fields, alone and into the model's creation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import NOT_PROVIDED

from migrations_core.deconstruction import unbound_copy, without_default
from migrations_core.operations.fields import (
    AddField,
    AlterField,
    FieldOperation,
    RemoveField,
    RenameField,
)
from migrations_core.operations.lifecycle import CreateModel, ModelOperation
from migrations_core.operations.registry import reduction
from migrations_core.state import ProjectState, field_references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrations_core.deconstruction import AnyField
    from migrations_core.operations.base import Operation

    Result = list[Operation] | None

TOGETHER_OPTIONS = ("unique_together", "index_together")


@reduction(AddField, AlterField)
def add_then_alter(add: AddField, alter: AlterField, app_label: str) -> Result:
    if not add.is_same_field_operation(alter) or not _rows_keep_value(add, alter):
        return None
    return [add.__replace__(name=alter.name, **_latest_definition(add, alter))]


@reduction(AddField, RemoveField)
def add_then_remove(add: AddField, remove: RemoveField, app_label: str) -> Result:
    return [] if add.is_same_field_operation(remove) else None


@reduction(AddField, RenameField)
def add_then_rename(add: AddField, rename: RenameField, app_label: str) -> Result:
    return [add.__replace__(name=rename.new_name)] if add.is_same_field_operation(rename) else None


@reduction(AlterField, AlterField)
def alter_twice(first: AlterField, second: AlterField, app_label: str) -> Result:
    if not first.is_same_field_operation(second) or not _rows_keep_value(first, second):
        return None
    changes = _latest_definition(first, second)
    return [second if changes["field"] is second.field else second.__replace__(**changes)]


@reduction(AlterField, RemoveField)
def alter_then_remove(alter: AlterField, remove: RemoveField, app_label: str) -> Result:
    return [remove] if alter.is_same_field_operation(remove) else None


@reduction(AlterField, RenameField)
def alter_then_rename(alter: AlterField, rename: RenameField, app_label: str) -> Result:
    """Rename first, so that the renaming may go on to meet the field's creation."""
    if not alter.is_same_field_operation(rename) or alter.field.db_column is not None:
        return None
    return [rename, alter.__replace__(name=rename.new_name)]


@reduction(RenameField, RenameField)
def rename_twice(first: RenameField, second: RenameField, app_label: str) -> Result:
    if not first.is_same_model_operation(second) or first.new_name != second.old_name:
        return None
    if first.old_name == second.new_name:
        return []
    return [first.__replace__(new_name=second.new_name)]


@reduction(RenameField, RemoveField)
def rename_then_remove(rename: RenameField, remove: RemoveField, app_label: str) -> Result:
    same_model = rename.is_same_model_operation(remove)
    if not same_model or rename.new_name != remove.name:
        return None
    return [remove.__replace__(name=rename.old_name)]


@reduction(ModelOperation, RenameField)
@reduction(FieldOperation, RenameField)
def rename_after_mention(
    earlier: ModelOperation | FieldOperation, rename: RenameField, app_label: str
) -> bool | None:
    """Keep a renaming behind a relation that names the field as its target.

    Django lets it overtake the relation, which then points at a field that is not there.
    """
    target = (app_label, rename.model_name_lower)
    for field in _defined_fields(earlier):
        reference = field_references((app_label, ""), field, target)
        if reference and any(
            rename.old_name in (names or ())
            for _, names in filter(None, (reference.to, reference.through))
        ):
            return False
    return None


@reduction(CreateModel, AddField)
def create_with_field(create: CreateModel, add: AddField, app_label: str) -> Result:
    if create.name_lower != add.model_name_lower:
        return None
    return [create.__replace__(fields=[*create.fields, (add.name, _lasting_field(add))])]


@reduction(CreateModel, AlterField)
def create_with_altered_field(create: CreateModel, alter: AlterField, app_label: str) -> Result:
    if create.name_lower != alter.model_name_lower:
        return None
    if alter.name not in dict(create.fields):
        return None  # an error that the migration should show, not hide
    fields = [
        (name, _lasting_field(alter) if name == alter.name else field)
        for name, field in create.fields
    ]
    return [create.__replace__(fields=fields)]


@reduction(CreateModel, RemoveField)
def create_without_field(create: CreateModel, remove: RemoveField, app_label: str) -> Result:
    if create.name_lower != remove.model_name_lower:
        return None
    fields = [(name, field) for name, field in create.fields if name != remove.name]
    options = dict(create.options)
    for option in TOGETHER_OPTIONS:
        groups = {
            tuple(name for name in group if name != remove.name)
            for group in options.pop(option, None) or ()
        }
        if groups := {group for group in groups if group}:
            options[option] = groups
    if options.get("order_with_respect_to") == remove.name:
        del options["order_with_respect_to"]
    return [create.__replace__(fields=fields, options=options)]


@reduction(CreateModel, RenameField)
def create_with_renamed_field(create: CreateModel, rename: RenameField, app_label: str) -> Result:
    if create.name_lower != rename.model_name_lower:
        return None
    if rename.old_name not in dict(create.fields):
        return None  # an error that the migration should show, not hide

    def renamed(name: str) -> str:
        return rename.new_name if name == rename.old_name else name

    options = dict(create.options)
    for option in TOGETHER_OPTIONS:
        if groups := options.get(option):
            options[option] = {tuple(map(renamed, group)) for group in groups}
    if ordered_by := options.get("order_with_respect_to"):
        options["order_with_respect_to"] = renamed(ordered_by)
    # What other fields of the model say of this one is the state's to know.
    state = ProjectState()
    create.state_forwards(app_label, state)
    rename.state_forwards(app_label, state)
    after = state.model_states[app_label, create.name_lower].fields
    fields = [(renamed(name), after[renamed(name)]) for name, _ in create.fields]
    return [create.__replace__(fields=fields, options=options)]


def _defined_fields(operation: ModelOperation | FieldOperation) -> Iterator[AnyField]:
    if isinstance(operation, CreateModel):
        yield from (field for _, field in operation.fields)
    elif isinstance(operation, FieldOperation) and operation.field is not None:
        yield operation.field


def _lasting_field(operation: AddField | AlterField) -> AnyField:
    """Give the field without a default that was meant for the rows of that moment: a new table has none."""
    if operation.preserve_default or operation.field.default is NOT_PROVIDED:
        return operation.field
    return without_default(operation.field)


def _has_default_for_rows_only(operation: AddField | AlterField) -> bool:
    return not operation.preserve_default and operation.field.default is not NOT_PROVIDED


def _rows_keep_value(first: AddField | AlterField, second: AlterField) -> bool:
    """Tell whether a default that only the first operation has for existing rows can be handed to the second."""
    if not _has_default_for_rows_only(first) or second.field.default is not NOT_PROVIDED:
        return True
    return type(first.field) is type(second.field)


def _latest_definition(first: AddField | AlterField, second: AlterField) -> dict[str, Any]:
    """Give the second operation's arguments, with the first one's default for existing rows if it brings none."""
    field, preserve_default = second.field, second.preserve_default
    if _has_default_for_rows_only(first) and field.default is NOT_PROVIDED:
        field = unbound_copy(field)
        field.default = first.field.default
        preserve_default = False
    if preserve_default == first.preserve_default:
        return {"field": field}
    return {"field": field, "preserve_default": preserve_default}
