"""How a column is altered where the database has ALTER TABLE: small steps in an order that matters.

Every step looks at the alteration and returns statements; nothing is sent before all are planned,
so names are looked up as they were at the start.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Index

from migrations_core.backends.base.models import Field
from migrations_core.backends.base.projection import project_column
from migrations_core.backends.base.third_party import FK_SUFFIX
from migrations_core.backends.base.wording import about_columns, typed
from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column

from .asking import Planner
from .column_change import AlteringPlanner, ColumnAlteration, Step, TypeChange, wrong_number

Statements = tuple[ddl.Statement, ...]


def drop_own_foreign_key(change: ColumnAlteration) -> Statements:
    """A foreign key would resist changes of its column."""
    return tuple(ddl.DropConstraint(change.table, n, "foreign key") for n in _own_keys(change))


def drop_unique(change: ColumnAlteration) -> Statements:
    """A primary key needs no second constraint beside it."""
    stays = change.new_field.unique and not change.becomes_primary_key
    if not change.old_field.unique or stays:
        return ()
    facts = {"unique": True, "primary_key": False}
    names = change.names("unique", exclude=change.named("constraints"), **facts)
    return tuple(ddl.DropConstraint(change.table, name, "unique") for name in names)


def drop_references(change: ColumnAlteration) -> Statements:
    """Foreign keys to this column would not fit its new type, nor fit again one by one."""
    if not change.loses_references:
        return ()
    return tuple(
        ddl.DropConstraint(table, name, "foreign key")
        for table, column in dict.fromkeys(_place(field) for _, field in change.references())
        for name in change.constraint_names.names(table, [column], foreign_key=True)
    )


def drop_index(change: ColumnAlteration) -> Statements:
    """The index of ``db_index``, known by being a plain one that no option of the model names."""
    if not change.loses_index:
        return ()
    names = change.constraint_names.names(
        change.table,
        [change.before.name],
        exclude=change.named("indexes"),
        index=True,
        type=Index.suffix,
    )
    return tuple(ddl.DropIndex(change.table, name) for name in names)


def drop_check(change: ColumnAlteration) -> Statements:
    if not change.before.check or not change.check_changes:
        return ()
    names = change.names("check", exclude=change.named("constraints"), check=True)
    return tuple(ddl.DropConstraint(change.table, name, "check") for name in names)


def rename_column(change: ColumnAlteration) -> Statements:
    before, after = change.before.name, change.after.name
    if before == after:
        return ()
    return (ddl.RenameColumn(change.table, change.before, change.after),)


def change_column(change: ColumnAlteration) -> Statements:
    """Type, default and NOT NULL in as few statements as the database allows.

    Where rows without a value get one, NOT NULL has to wait for them.
    """
    type_change = TypeChange()
    if change.retypes:
        type_change = change.editor._type_change(change.model, change.old_field, change.new_field)
    altered = _alter(change, (*type_change.changes, *_default_changes(change)))
    return (*type_change.before, *altered, *_comment(change), *type_change.after)


def _alter(change: ColumnAlteration, changes: tuple[ddl.ColumnChange, ...]) -> Statements:
    editor, table, null = change.editor, change.table, _null_changes(change)
    if not (changes or null):
        return ()
    before = replace(change.before, name=change.after.name)
    after = editor._full_definition(table, change.before, change.after)
    if not change.fills_nulls:
        return alter(editor, table, (before, after), (*changes, *null))
    unfilled = replace(after, null=before.null)
    return (
        *alter(editor, table, (before, unfilled), changes),
        *_fill(change),
        *alter(editor, table, (unfilled, after), null),
    )


def drop_primary_key(change: ColumnAlteration) -> Statements:
    if not change.before.primary_key or change.after.primary_key:
        return ()
    names = change.constraint_names.names(change.table, primary_key=True)
    if change.strict and len(names) != 1:
        raise wrong_number(names, "PK", change.table)
    return tuple(ddl.DropConstraint(change.table, name, "primary key") for name in names)


def add_unique(change: ColumnAlteration) -> Statements:
    had_constraint = change.old_field.unique and not change.before.primary_key
    if not change.after.unique or had_constraint:
        return ()
    sql = change.editor._create_unique_sql(change.model, [change.new_field])
    return (typed(sql),)


def add_index(change: ColumnAlteration) -> Statements:
    had_index = change.old_field.db_index and not change.old_field.unique
    if had_index or not change.new_field.db_index or change.new_field.unique:
        return ()
    sql = change.editor._create_index_sql(change.model, fields=[change.new_field])
    return change.unless_there(typed(sql))


def add_primary_key(change: ColumnAlteration) -> Statements:
    if not change.becomes_primary_key:
        return ()
    sql = change.editor._create_primary_key_sql(change.model, change.new_field)
    return (typed(sql),)


def retype_references(change: ColumnAlteration) -> Statements:
    """Columns that point at a key have its type."""
    if not (change.loses_references or change.becomes_primary_key):
        return ()
    return tuple(
        statement
        for old_field, new_field in change.references()
        for statement in _retype(change.editor, old_field, new_field)
    )


def add_own_foreign_key(change: ColumnAlteration) -> Statements:
    new_field, old_field = change.new_field, change.old_field
    if not change.editor.dialect.has_foreign_keys:
        return ()
    if not new_field.remote_field or not new_field.db_constraint:
        return ()
    if old_field.remote_field and old_field.db_constraint and not _own_keys(change):
        return ()
    sql = typed(change.editor._create_fk_sql(change.model, new_field, FK_SUFFIX))
    return (sql,) if change.loses_foreign_key else change.unless_there(sql)


def add_references(change: ColumnAlteration) -> Statements:
    if not change.loses_references:
        return ()
    fields = [field for _, field in change.references() if field.db_constraint]
    return tuple(typed(change.editor._create_fk_sql(f.model, f, "_fk")) for f in fields)


def add_check(change: ColumnAlteration) -> Statements:
    if not change.after.check or not change.check_changes:
        return ()
    name = change.editor._create_index_name(change.table, [change.after.name], suffix="_check")
    sql = change.editor._create_check_sql(change.model, name, change.after.check)
    return () if sql is None else (about_columns(typed(sql), [change.after.name]),)


def drop_transient_default(change: ColumnAlteration) -> Statements:
    if change.transient_default is None:
        return ()
    setting = change.editor._set_default(change.new_field, change.transient_default)
    before = replace(change.after, default=setting.sql, default_params=setting.params)
    return alter(change.editor, change.table, (before, change.after), [ddl.DropDefault()])


STEPS: tuple[Step, ...] = (
    drop_own_foreign_key,
    drop_unique,
    drop_references,
    drop_index,
    drop_check,
    rename_column,
    change_column,
    drop_primary_key,
    add_unique,
    add_index,
    add_primary_key,
    retype_references,
    add_own_foreign_key,
    add_references,
    add_check,
    drop_transient_default,
)


def alter(
    editor: Planner, table: str, columns: tuple[Column, Column], changes: Iterable[ddl.ColumnChange]
) -> Statements:
    """Make one ALTER TABLE of the changes, or one for each where the database takes no more.

    ``columns`` are the column before and after all of them.
    """
    changes = tuple(changes)
    if not changes:
        return ()
    if editor.dialect.combines_column_changes:
        return (ddl.AlterColumn(table, *columns, changes),)
    return tuple(ddl.AlterColumn(table, *columns, (single,)) for single in changes)


def _own_keys(change: ColumnAlteration) -> list[str]:
    return change.names("foreign key", foreign_key=True) if change.loses_foreign_key else []


def _default_changes(change: ColumnAlteration) -> list[ddl.ColumnChange]:
    before, after = change.before, change.after
    changes: list[ddl.ColumnChange] = []
    if after.default is None and before.default is not None:
        changes.append(ddl.DropDefault())
    elif after.default is not None and _default(before) != _default(after):
        changes.append(ddl.SetDefault(after.default, after.default_params))
    if change.transient_default is not None:
        changes.append(change.editor._set_default(change.new_field, change.transient_default))
    return changes


def _default(column: Column) -> tuple[str | None, tuple[object, ...]]:
    return column.default, column.default_params


def _null_changes(change: ColumnAlteration) -> list[ddl.ColumnChange]:
    differs = change.before.null != change.after.null
    return [ddl.SetNull(change.after.null)] if differs else []


def _fill(change: ColumnAlteration) -> Statements:
    sql, params = change.after.default, change.after.default_params
    if sql is None:
        sql, params = "%s", (change.new_default,)
    return (ddl.FillNulls(change.table, change.after.name, sql, params),)


def _comment(change: ColumnAlteration) -> Statements:
    if change.editor.dialect.comments != "as statements" or not change.comment_changes:
        return ()
    return (ddl.CommentColumn(change.table, change.after),)


def _place(field: Field) -> tuple[str, str]:
    return field.model._meta.db_table, field.column


def _retype(editor: AlteringPlanner, old_field: Field, new_field: Field) -> Statements:
    model = new_field.model
    table = model._meta.db_table
    type_change = editor._type_change(model, old_field, new_field)
    before, after = (project_column(editor, model, field) for field in (old_field, new_field))
    assert before is not None
    assert after is not None
    columns = before, editor._full_definition(table, before, after)
    return (
        *type_change.before,
        *alter(editor, table, columns, type_change.changes),
        *type_change.after,
    )
