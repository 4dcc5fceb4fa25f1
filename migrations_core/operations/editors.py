"""What operations ask of a schema editor, ours or anybody's, and the models that they hand to it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, cast

from migrations_core.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Field, Index, Model
    from django.db.models.constraints import BaseConstraint

    from migrations_core.state import ModelState, ProjectState

    Together = Iterable[Iterable[str]]
    Change = tuple[type[Model], Callable[[], None]]


class SchemaEditor(Protocol):
    """An editor as it is handed to ``database_forwards()``."""

    connection: BaseDatabaseWrapper

    def execute(self, sql: str, params: Any = ()) -> None: ...

    def create_model(self, model: type[Model]) -> None: ...

    def delete_model(self, model: type[Model]) -> None: ...

    def add_field(self, model: type[Model], field: Field[Any, Any]) -> None: ...

    def remove_field(self, model: type[Model], field: Field[Any, Any]) -> None: ...

    def alter_field(
        self,
        model: type[Model],
        old_field: Field[Any, Any],
        new_field: Field[Any, Any],
        strict: bool = False,
    ) -> None: ...

    def _alter_many_to_many(
        self,
        model: type[Model],
        old_field: Field[Any, Any],
        new_field: Field[Any, Any],
        strict: bool,
    ) -> None:
        """Rename an automatic intermediary table and its columns; every editor of Django has it."""

    def alter_db_table(self, model: type[Model], old_db_table: str, new_db_table: str) -> None: ...

    def alter_db_table_comment(
        self, model: type[Model], old_db_table_comment: str | None, new_db_table_comment: str | None
    ) -> None: ...

    def alter_db_tablespace(
        self, model: type[Model], old_db_tablespace: str, new_db_tablespace: str
    ) -> None: ...

    def alter_unique_together(
        self, model: type[Model], old_unique_together: Together, new_unique_together: Together
    ) -> None: ...

    def alter_index_together(
        self, model: type[Model], old_index_together: Together, new_index_together: Together
    ) -> None: ...

    def add_index(self, model: type[Model], index: Index) -> None: ...

    def remove_index(self, model: type[Model], index: Index) -> None: ...

    def rename_index(self, model: type[Model], old_index: Index, new_index: Index) -> None: ...

    def add_constraint(self, model: type[Model], constraint: BaseConstraint) -> None: ...

    def remove_constraint(self, model: type[Model], constraint: BaseConstraint) -> None: ...

    def remove_procedure(self, procedure_name: str, param_types: Sequence[str] = ()) -> None: ...


def field_of(model: type[Model], name: str) -> Field[Any, Any]:
    """Give a field of a rendered model; never a reverse relation, although Options looks for those too."""
    return cast("Field[Any, Any]", model._meta.get_field(name))


def models_of(editor: SchemaEditor, state: ProjectState) -> Iterator[type[Model]]:
    """Render all models of a state that can be rendered, one by one."""
    apps = state.schema_apps_for(editor)
    for key in state.model_states:
        # Without its base or its target a model has no table yet, or none any more.
        with suppress(ValueError, LookupError):
            yield apps.get_model(*key)


def model_for(
    editor: SchemaEditor,
    state: ProjectState,
    app_label: str,
    name: str,
    referenced_field: str | None = None,
) -> type[Model]:
    """Render a model for an editor; with ``referenced_field`` also the models whose columns follow that field."""
    apps = state.schema_apps_for(editor)
    return apps.get_model(app_label, name, referenced_field=referenced_field)


def leaving_model(
    editor: SchemaEditor, state: ProjectState, app_label: str, name: str
) -> type[Model]:
    """Render a model that goes, or that comes back by undoing this; what it inherits from may have gone before."""
    return state.schema_apps_for(editor, bases_may_be_gone=True).get_model(app_label, name)


@frozen
class Transition:
    """What an operation is handed to change a database: an editor, and the states on both sides."""

    editor: SchemaEditor
    app_label: str
    from_state: ProjectState
    to_state: ProjectState

    def model_before(self, name: str, referenced_field: str | None = None) -> type[Model]:
        return model_for(self.editor, self.from_state, self.app_label, name, referenced_field)

    def model_after(self, name: str, referenced_field: str | None = None) -> type[Model]:
        return model_for(self.editor, self.to_state, self.app_label, name, referenced_field)

    def models(
        self, name: str, referenced_fields: tuple[str | None, str | None] = (None, None)
    ) -> tuple[type[Model], type[Model]]:
        """Render a model before and after.

        In this order, because Django's SQLite editor puts the columns of a new table in the order in which their
        fields were made.
        """
        before, after = referenced_fields
        return self.model_before(name, before), self.model_after(name, after)

    def state_before(self, name: str) -> ModelState:
        return self.from_state.model_states[self.app_label, name.lower()]

    def state_after(self, name: str) -> ModelState:
        return self.to_state.model_states[self.app_label, name.lower()]
