"""Statements that add and drop columns, and those that comment on what was created."""

from __future__ import annotations

from migrations_core.backends.base.constraint_names import ConstraintNames
from migrations_core.backends.base.dialect import Dialect
from migrations_core.backends.base.models import Field, Model
from migrations_core.backends.base.projection import project_column
from migrations_core.backends.base.third_party import FK_SUFFIX
from migrations_core.backends.base.wording import unquoted
from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column, Table

from .alter_column import alter
from .asking import Planner

Statements = tuple[ddl.Statement, ...]


def addition(editor: Planner, model: Model, field: Field, column: Column) -> Statements:
    """Add a column with a value for the rows that exist; the default for it does not stay."""
    table = model._meta.db_table
    with_default = editor._with_transient_default(column, field)
    name = ""
    if column.reference and editor.sql_create_column_inline_fk:
        name = unquoted(str(editor._fk_constraint_name(model, field, FK_SUFFIX)))
    drop: Statements = ()
    if with_default is not column and not editor.skip_default_on_alter(field):
        drop = alter(editor, table, (with_default, column), [ddl.DropDefault()])
    comment: Statements = ()
    if column.comment and editor.dialect.comments == "as statements":
        comment = (ddl.CommentColumn(table, column),)
    return (ddl.AddColumn(table, with_default, name), *drop, *comment)


def removal(editor: Planner, model: Model, field: Field) -> Statements:
    """Drop a column, its foreign keys first: not every database drops these along."""
    table = model._meta.db_table
    column = project_column(editor, model, field)
    assert column is not None
    names = []
    if field.remote_field:
        names = ConstraintNames(editor).names(table, [field.column], foreign_key=True)
    return (
        *(ddl.DropConstraint(table, name, "foreign key") for name in names),
        ddl.DropColumn(table, column),
    )


def comments(table: Table, dialect: Dialect) -> Statements:
    """Comment on a new table and, unless their definitions have said it, on its columns."""
    if dialect.comments == "none":
        return ()
    of_table = (ddl.CommentTable(table.name, table.comment),) if table.comment else ()
    of_columns = (ddl.CommentColumn(table.name, c) for c in table.columns if c.comment)
    return (*of_table, *(of_columns if dialect.comments == "as statements" else ()))
