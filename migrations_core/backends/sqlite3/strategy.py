"""How a change reaches the table: by ALTER TABLE, or by a rebuild with or without copying."""

from __future__ import annotations

from dataclasses import replace

from django.db.backends.utils import strip_quotes
from django.db.models import UniqueConstraint, Value

from migrations_core.backends.base.models import (
    Field,
    Model,
    as_class,
    is_composite_key,
)
from migrations_core.backends.base.projection import (
    project_column,
    project_renamed,
    project_table,
)
from migrations_core.backends.base.relations import owns_link_table
from migrations_core.backends.base.wording import made_by
from migrations_core.rendering.lazy_fields import column_names
from migrations_core.schema import statements as ddl
from migrations_core.schema.statements import RebuildTable
from migrations_core.schema.tables import Column, Index, Table

from .described import is_described, is_named_by_django
from .inspection import SQLitePlanner, TableFacts, condition_of, is_unique
from .native import mentions, native
from .rebuild import Dependents, rebuild


def choose_strategy(
    editor: SQLitePlanner, change: RebuildTable, facts: TableFacts, dependents: Dependents
) -> tuple[ddl.Statement, ...]:
    """Choose the statements: an empty table is rebuilt in less time than ALTER TABLE takes."""
    before = change.before
    if dependents.has_rows and not dependents.has_views and not editor.collect_sql:
        exact = as_in_database(editor, before, facts)
        if exact and _has_indexes(before, facts):
            statements = native(change, exact, editor.quote_name)
            if statements is not None:
                leftovers = (ddl.DropIndex(change.table, name) for name in dependents.leftovers)
                return (*leftovers, *statements)
    return rebuild(change, dependents, editor.quote_name)


def _has_indexes(table: Table, facts: TableFacts) -> bool:
    """Tell whether the database has the table's indexes under the names that the model gives."""
    return {index.name for index in table.indexes} <= {index.name for index in facts.indexes}


def as_in_database(editor: SQLitePlanner, table: Table, facts: TableFacts) -> Table | None:
    """Give the description in the order of the database's columns, or None if they disagree.

    The database keeps the text of CREATE TABLE, so equal text is equal in everything. Other
    text means that the table has a history which the model does not tell.
    """
    if facts.table is None:
        return None
    if _text(editor, table) == facts.table.sql:
        return table
    reordered = table.ordered_like(facts.table.columns)
    return reordered if _text(editor, reordered) == facts.table.sql else None


def _text(editor: SQLitePlanner, table: Table) -> str:
    sql, _ = editor.renderer.render(ddl.CreateTable(table))
    return str(sql)


def recreatable(editor: SQLitePlanner, model: Model) -> Table | None:
    """Describe the model's table if it can be dropped and created instead of altered.

    Without rows that takes a fraction of the time of ALTER TABLE, which parses the whole schema.
    """
    table = model._meta.db_table
    if editor.collect_sql:
        return None
    facts = editor.inspector.of(table)
    if facts.has_rows or facts.has_dependents:
        return None
    made = editor.inspector.made(table)
    described = as_in_database(editor, made, facts) if made else None
    if described is None:
        described = as_in_database(editor, project_table(editor, model), facts)
    if described is None:
        return None
    waiting = (
        replace(index, late=True)
        for entry in editor.outbox.deferred
        if entry.references_table(table)
        and isinstance(index := made_by(entry.planned.statement), Index)
    )
    return replace(described, indexes=(*_own_indexes(model, facts), *waiting))


def _own_indexes(model: Model, facts: TableFacts) -> list[Index]:
    """Describe the indexes that Django made. What users made is not known, so that a rebuild has to save it."""
    options = model._meta
    named = {option.name for option in (*options.indexes, *options.constraints)}
    return [
        Index(
            entry.columns,
            name=entry.name,
            sql=entry.sql,
            unique=is_unique(entry),
            condition=condition_of(entry),
        )
        for entry in facts.indexes
        if entry.name in named or is_named_by_django(entry.name)
    ]


def is_index(constraint: object) -> bool:
    """Tell whether SQLite keeps the constraint as an index, which can be added by itself."""
    demands = ("condition", "contains_expressions", "include", "deferrable")
    return isinstance(constraint, UniqueConstraint) and any(
        getattr(constraint, demand) for demand in demands
    )


def can_be_added(editor: SQLitePlanner, field: Field) -> bool:
    """Tell whether ADD COLUMN leaves the column as a new table would have it."""
    return bool(
        field.null
        and not field.unique
        and not field.generated
        and editor.effective_default(field) is None
        and (not field.has_db_default() or isinstance(field.db_default, Value))
    )


def remakes_without_column(editor: SQLitePlanner, model: Model, field: Field) -> bool:
    """Tell whether Django makes the table anew for a new field that is not in it.

    Nobody needs it for a many-to-many field through a model of the project. But columns get the order of the model, and
    all indexes that waited are made and named.
    """
    return not (
        owns_link_table(field)
        or is_composite_key(field)
        or can_be_added(editor, field)
        or project_column(editor, model, field)
    )


def refers_to_itself(model: Model, field: Field) -> bool:
    """Tell whether it is a foreign key to its own model, whether or not the database knows a constraint."""
    return bool(field.is_relation and field.remote_field.model is model)


def comes_last(editor: SQLitePlanner, model: Model, column: Column, table: Table) -> bool:
    """Tell whether a rebuild with a new field would do no more than put its column at the end.

    While a migration is applied, the new field is younger than the others; only references of the model to itself
    come after it. A rebuild also restores the order of the model, where it was lost, and makes all
    of the table as the model describes it.
    """
    references = (each.reference for each in (*table.columns, column))
    return (
        editor.unapplying is False
        and not (column.primary_key or column.generated)
        and not any(each and each.table == table.name for each in references)
        and not any(refers_to_itself(model, each) for each in model._meta.local_concrete_fields)
        and [*table.column_names] == column_names(as_class(model))
        and is_described(editor, model, table, editor.inspector.described(table.name))
    )


def is_plain_rename(
    editor: SQLitePlanner, model: Model, old_field: Field, new_field: Field
) -> bool:
    """Tell whether the column keeps everything but its name; an index may come along with it."""
    constrained = any(f.remote_field and f.db_constraint for f in (old_field, new_field))
    if old_field.column == new_field.column or constrained:
        return False
    had, has = (editor._field_should_be_indexed(model, f) for f in (old_field, new_field))
    old = project_renamed(editor, model, old_field, new_field.column)
    new = project_column(editor, model, new_field)
    if old is None or new is None or (had and not has):
        return False
    return replace(old, comment=new.comment) == new


def with_column_renamed(
    editor: SQLitePlanner, model: Model, table: Table, pair: tuple[Field, Field]
) -> Table | None:
    """Rename a column, or give None where SQLite has to rewrite what else names the column."""
    old, new = (project_column(editor, model, field) for field in pair)
    if old is None or new is None or mentions(table, old.name, editor.quote_name, besides=old.name):
        return None
    if _can_be_referenced(table, old) and _is_referenced(editor, table, old):
        return None
    columns = tuple(new if column.name == old.name else column for column in table.columns)
    return replace(table, columns=columns)


def _can_be_referenced(table: Table, column: Column) -> bool:
    """Tell whether the column is a key, without which a foreign key to it has never worked."""
    unique = (index.columns for index in table.indexes if index.unique)
    return column.primary_key or column.unique or any(column.name in names for names in unique)


def _is_referenced(editor: SQLitePlanner, table: Table, column: Column) -> bool:
    sql = """SELECT 1 FROM "sqlite_master" "m" JOIN pragma_foreign_key_list("m"."name") "f"
        WHERE "m"."type" = 'table' AND "f"."table" = %s COLLATE NOCASE AND "f"."to" = %s COLLATE NOCASE LIMIT 1"""
    return bool(editor.query(sql, [strip_quotes(table.name), column.name]))
