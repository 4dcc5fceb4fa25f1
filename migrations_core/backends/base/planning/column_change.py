"""What is known about a column that is about to be altered, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY
from typing import Protocol

from migrations_core.backends.base.constraint_names import ConstraintNames
from migrations_core.backends.base.deferred import made_by, of_column
from migrations_core.backends.base.models import Field, Model
from migrations_core.backends.base.outbox import Outbox
from migrations_core.backends.base.projection import project_column, project_renamed
from migrations_core.backends.base.relations import paired_references
from migrations_core.backends.base.third_party import FK_SUFFIX
from migrations_core.exceptions import WrongConstraintCountError
from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Column, ForeignKey, Index, Made
from migrations_core.values import frozen

from .asking import Planner


@frozen
class TypeChange:
    """What a change of type takes: statements around it, and changes in the ALTER TABLE."""

    before: tuple[ddl.Statement, ...] = ()
    changes: tuple[ddl.ColumnChange, ...] = ()
    after: tuple[ddl.Statement, ...] = ()


@frozen
class ColumnAlteration:
    """One column before and after, and what the database has to be told about either."""

    _: KW_ONLY
    editor: AlteringPlanner
    model: Model
    old_field: Field
    new_field: Field
    before: Column
    after: Column
    strict: bool
    constraint_names: ConstraintNames
    suffix_changes: bool
    new_default: object
    """The value for rows that have none; None also if there is nothing to fill in."""
    transient_default: object
    """``new_default`` if new rows need it too until the column is NOT NULL."""

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def retypes(self) -> bool:
        facts = [(c.type, c.collation) for c in (self.before, self.after)]
        in_definition = self.editor.dialect.comments == "in definitions" and self.comment_changes
        return facts[0] != facts[1] or self.suffix_changes or in_definition

    @property
    def comment_changes(self) -> bool:
        is_supported = self.editor.dialect.comments != "none"
        return is_supported and self.before.comment != self.after.comment

    @property
    def becomes_required(self) -> bool:
        return self.before.null and not self.after.null

    @property
    def fills_nulls(self) -> bool:
        has_value = self.new_field.has_default() or self.new_field.has_db_default()
        return bool(self.becomes_required and has_value)

    @property
    def becomes_primary_key(self) -> bool:
        return self.after.primary_key and not self.before.primary_key

    @property
    def loses_index(self) -> bool:
        """Whether the index of ``db_index`` has to go; a unique field has none beside its constraint."""
        had, has = (f.db_index and not f.unique for f in (self.old_field, self.new_field))
        return bool(had and not has)

    @property
    def check_changes(self) -> bool:
        before: Column | None = self.before
        if self.editor.dialect.renames_checks and self.before.name != self.after.name:
            before = project_renamed(self.editor, self.model, self.old_field, self.after.name)
        return before is not None and before.check != self.after.check

    @property
    def loses_foreign_key(self) -> bool:
        """Whether the column's own foreign key has to go, perhaps to be made anew."""
        old_field = self.old_field
        return bool(
            self.editor.dialect.has_foreign_keys
            and old_field.remote_field
            and old_field.db_constraint
            and self.editor._field_should_be_altered(old_field, self.new_field, {"db_comment"})
        )

    @property
    def loses_references(self) -> bool:
        """Whether foreign keys to this column have to go while it changes."""
        stays_key = (self.before.primary_key and self.after.primary_key) or (
            self.old_field.unique and self.new_field.unique
        )
        facts = [(c.type, c.collation) for c in (self.before, self.after)]
        has_keys = self.editor.dialect.has_foreign_keys
        return bool(has_keys and stays_key and facts[0] != facts[1])

    def references(self) -> list[tuple[Field, Field]]:
        """Give the foreign keys to this column, as they were and as they become."""
        return paired_references(self.old_field, self.new_field)

    def names(
        self, kind: str, *, exclude: frozenset[str] = frozenset(), **facts: bool
    ) -> list[str]:
        """Give the names of what the database has on the column; ``strict`` demands just one."""
        names = self.constraint_names.names(
            self.table, [self.before.name], exclude=exclude, **facts
        )
        if self.strict and len(names) != 1:
            raise wrong_number(names, kind, self.table, self.before.name)
        return names

    def unless_there(self, statement: ddl.Statement) -> tuple[ddl.Statement, ...]:
        """Give a statement that makes something for the column, unless an earlier migration has left that behind.

        What waits is made at the end, also if the field does not want it any more by then.
        """
        made = made_by(statement)
        if isinstance(made, ForeignKey | Index) and self.constraint_names.has(made):
            return ()
        return (statement,)

    def named(self, option: str) -> frozenset[str]:
        """Give the names of the model's own indexes or constraints: not this column's to drop."""
        return frozenset(item.name for item in getattr(self.model._meta, option))


class AlteringPlanner(Planner, Protocol):
    """An editor that plans how columns change; a backend has its own ways."""

    outbox: Outbox

    def _type_change(self, model: Model, old_field: Field, new_field: Field) -> TypeChange: ...

    def _suits(self, change: ColumnAlteration, made: Made) -> bool: ...


Step = Callable[[ColumnAlteration], tuple[ddl.Statement, ...]]


def wrong_number(
    names: list[str], kind: str, table: str, *columns: str
) -> WrongConstraintCountError:
    """Give the error for constraints on a column, or on the table where none is given."""
    return WrongConstraintCountError(
        f"Found wrong number ({len(names)}) of {kind} constraints for {'.'.join((table, *columns))}",
        table=table,
        columns=columns,
        names=names,
    )


def compare_columns(
    editor: AlteringPlanner, model: Model, old_field: Field, new_field: Field, *, strict: bool
) -> ColumnAlteration:
    """Compare the two fields as columns and compute the default, once."""
    before = project_column(editor, model, old_field)
    after = project_column(editor, model, new_field)
    assert before is not None
    assert after is not None
    suffixes = [f.db_type_suffix(connection=editor.connection) for f in (old_field, new_field)]
    new_default = transient = None
    if before.null and not after.null and not new_field.has_db_default():
        new_default = editor.effective_default(new_field)
        changes = editor.effective_default(old_field) != new_default
        if changes and not editor.skip_default_on_alter(new_field):
            transient = new_default
    return ColumnAlteration(
        editor=editor,
        model=model,
        old_field=old_field,
        new_field=new_field,
        before=before,
        after=after,
        strict=strict,
        constraint_names=ConstraintNames(editor),
        suffix_changes=suffixes[0] != suffixes[1],
        new_default=new_default,
        transient_default=transient,
    )


def forget_unsuitable(editor: AlteringPlanner, change: ColumnAlteration) -> None:
    """Forget what waits for a column and can no longer be made on it; all else is made at the end, as it was asked for.

    A foreign key is made as the field asks for it now.
    """
    options = change.named("indexes")
    gone = [
        entry
        for entry in of_column(editor.outbox.deferred, change.table, change.after.name)
        if (made := entry.made) and made.name not in options and not editor._suits(change, made)
    ]
    editor.outbox.forget_deferred(lambda entry: any(entry is each for each in gone))
    new_field = change.new_field
    is_key = bool(new_field.remote_field and new_field.db_constraint)
    if is_key and any(isinstance(entry.made, ForeignKey) for entry in gone):
        editor.outbox.defer(editor._create_fk_sql(change.model, new_field, FK_SUFFIX))
