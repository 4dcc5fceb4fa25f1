"""What every migration operation is: a state change and a database change, described, compared and reduced alike."""

from __future__ import annotations

import inspect
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import router

from migrations_core.operations.editors import Transition
from migrations_core.operations.footprint import ANYTHING
from migrations_core.operations.registry import reductions_for

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence
    from typing import Self

    from django.db.models import Model

    from migrations_core.operations.editors import Change, SchemaEditor
    from migrations_core.operations.footprint import Footprint
    from migrations_core.state import ProjectState

Deconstructed = tuple[str, "Sequence[Any]", "dict[str, Any]"]


class OperationCategory(StrEnum):
    """The symbol in front of an operation's description."""

    ADDITION = "+"
    REMOVAL = "-"
    ALTERATION = "~"
    PYTHON = "p"
    SQL = "s"
    MIXED = "?"


class Operation:
    """One change, of the state and of a database. A value: nothing changes it once it is built."""

    reversible: bool = True
    """Whether it can be undone; data that was deleted cannot come back."""

    reduces_to_sql: bool = True
    """Whether ``sqlmigrate`` can show it; Python code cannot be shown."""

    atomic: bool | None = False
    """Whether it needs a transaction of its own where the database has none for schema changes."""

    elidable: bool = False
    """Whether squashing may leave it out and move others across it."""

    serialization_expand_args: ClassVar[Sequence[str]] = []
    """The arguments that the writer spreads over several lines."""

    category: ClassVar[OperationCategory | None] = None

    _parameters: ClassVar[Mapping[str, Any] | None] = None
    """Of an operation of this package: the constructor's parameters, which are attributes as well, with defaults."""

    _meaningful_when_empty: ClassVar[Container[str]] = ()
    """The arguments that mean one thing when they are empty and another when they are left out."""

    _unwritten: ClassVar[Container[str]] = ()
    """The arguments that Django does not write into files."""

    _is_named_in_full: ClassVar[bool] = True
    """Whether subclasses inside of other classes are written with the names of these."""

    _footprint_fits: ClassVar[Mapping[str, Any]]
    """What decided about pairs when the footprint was declared."""

    _constructor_args: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        # Kept for deconstruct(), __repr__() and __replace__() of every subclass, third-party ones included.
        self = object.__new__(cls)
        self._constructor_args = (args, kwargs)
        return self

    def __replace__(self, /, **changes: Any) -> Self:
        """Build the same operation with other arguments (what ``copy.replace()`` calls from Python 3.13)."""
        args, kwargs = self._constructor_args
        names = _parameter_names(type(self).__init__)
        replaced = [changes.pop(name, value) for name, value in zip(names, args, strict=False)]
        return type(self)(*replaced, **(kwargs | changes))

    def deconstruct(self) -> Deconstructed:
        """Give what the writer needs: the class's name, positional arguments, keyword arguments.

        Operations of this package are written as they are now, without what they would have anyway; others as they
        were made.
        """
        cls = type(self)
        if self._parameters is None:
            return (cls.__name__, *self._constructor_args)
        name = cls.__qualname__ if self._is_named_in_full else cls.__name__
        arguments = self.arguments_of(self)
        return (name, [], {key: arguments[key] for key in arguments if key not in self._unwritten})

    @classmethod
    def arguments_of(cls, operation: Any) -> dict[str, Any]:
        """Give what an operation of this class, or of Django's of this name, would be made from today.

        Read from its attributes, without what it would have anyway.
        """
        arguments = {}
        for name, default in (cls._parameters or {}).items():
            value = getattr(operation, name)
            # A default of None stands for a list or a dict of the instance's own.
            is_empty = not (default or value or name in cls._meaningful_when_empty)
            if value is not default and not is_empty:
                arguments[name] = value
        return arguments

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change the state that is handed in to what it is after this operation."""
        raise NotImplementedError(self._missing("state_forwards"))

    def database_forwards(
        self,
        app_label: str,
        schema_editor: SchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Change the database from ``from_state`` to ``to_state``."""
        transition = Transition(schema_editor, app_label, from_state, to_state)
        self._change(schema_editor, self._forwards(transition))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: SchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Undo the change; ``from_state`` is the state after this operation, ``to_state`` the one before it."""
        undoing = self._undone_by()
        if undoing is not None:
            undoing.database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            transition = Transition(schema_editor, app_label, from_state, to_state)
            self._change(schema_editor, self._backwards(transition))

    def _forwards(self, transition: Transition) -> Change | None:
        """Say of which model's table something is changed, and how: by calls of the editor and nothing else.

        Whatever more an operation does belongs in a ``database_forwards()`` of its own, see ``only_calls_editor``.
        """
        raise NotImplementedError(self._missing("database_forwards"))

    def _backwards(self, transition: Transition) -> Change | None:
        """Say the same of the way back: ``transition`` leads from the state after the operation to the one before."""
        raise NotImplementedError(self._missing("database_backwards"))

    def _undone_by(self) -> Operation | None:
        """Give the operation that undoes this one when it is carried out from the state after to the one before."""
        return None

    def _change(self, editor: SchemaEditor, change: Change | None) -> None:
        """Carry out a change of a model's table, where this database has one."""
        if change is not None:
            model, carry_out = change
            if self.allow_migrate_model(editor.connection.alias, model):
                carry_out()

    @property
    def only_calls_editor(self) -> bool:
        """Whether it does nothing to a database but call the editor, which may then hold back what it is told.

        Others may begin a transaction of their own, say. So may a subclass that replaces one of these methods.
        """
        cls = type(self)
        return all(getattr(cls, name) is method for name, method in _CALLING_THE_EDITOR.items())

    def _missing(self, method: str) -> str:
        return f"subclasses of Operation must provide a {method}() method"

    def describe(self) -> str:
        """Say in a few words what it does."""
        return f"{type(self).__name__}: {self._constructor_args}"

    def formatted_description(self) -> str:
        """Give the description behind the symbol of its category."""
        category = OperationCategory.MIXED if self.category is None else self.category
        # A foreign operation's category may be Django's enum, which is not a StrEnum before 6.0.
        return f"{getattr(category, 'value', category)} {self.describe()}"

    @property
    def migration_name_fragment(self) -> str | None:
        """What it contributes to the name of a new migration, if anything."""
        return None

    def footprint(self, app_label: str) -> Footprint:
        """Say what it names of its app, from which follows what it refers to.

        What a class says holds for subclasses as long as they leave it to the class what becomes of pairs.
        """
        return ANYTHING

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "footprint" in vars(cls):
            cls._footprint_fits = _deciding_about_pairs(cls)

    @classmethod
    def stands_by_footprint(cls) -> bool:
        """Tell whether nobody, below the class that says what it names or in its place, decides about pairs."""
        return all(getattr(cls, name) is method for name, method in cls._footprint_fits.items())

    def references_model(self, name: str, app_label: str) -> bool:
        """Tell whether it may have to do with a model; True when in doubt, which only costs an optimisation."""
        footprint = self.footprint(app_label)
        return footprint.refers_to_all or footprint.names_model(name)

    def references_field(self, model_name: str, name: str, app_label: str) -> bool:
        """Tell whether it may have to do with a field; True when in doubt."""
        footprint = self.footprint(app_label)
        is_named = footprint.names_model(model_name)
        if type(self).references_model is not Operation._footprint_fits["references_model"]:
            refers = self.references_model(model_name, app_label)  # which knows more or better
        else:
            refers = is_named or footprint.refers_to_all
        return refers and (not is_named or footprint.names_field(model_name, name))

    def allow_migrate_model(self, connection_alias: str, model: type[Model]) -> bool:
        """Tell whether this database gets tables for a model: never for a proxy, swapped or unmanaged one."""
        if not model._meta.can_migrate(connection_alias):
            return False
        return router.allow_migrate_model(connection_alias, model)

    def reduce(self, operation: Operation, app_label: str) -> list[Operation] | bool:
        """Make less of this operation and a later one.

        A list of operations replaces both; True says that ``operation`` may move in front of this one; False that it
        may not. What is known of particular pairs is registered (``operations.reductions``).
        """
        for reduced in reductions_for(type(self), type(operation)):
            result = reduced(self, operation, app_label)
            if result is not None:
                return result
        if self.elidable:
            return [operation]
        if operation.elidable:
            return [self]
        return self.can_reduce_through(operation, app_label)

    def can_reduce_through(self, operation: Operation, app_label: str) -> bool:
        """Tell whether a later operation that does not combine with this one may move in front of it."""
        return False

    def __repr__(self) -> str:
        args, kwargs = self._constructor_args
        positional = ", ".join(map(repr, args))
        named = ",".join(f" {name}={value!r}" for name, value in kwargs.items())
        return f"<{type(self).__name__} {positional}{named}>"


def _deciding_about_pairs(cls: type[Operation]) -> dict[str, Any]:
    return {name: getattr(cls, name) for name in _DECIDING_ABOUT_PAIRS}


_DECIDING_ABOUT_PAIRS = (
    "footprint",
    "reduce",
    "can_reduce_through",
    "references_model",
    "references_field",
)

Operation._footprint_fits = _deciding_about_pairs(Operation)


class StateOnly(Operation):
    """An operation on something that no database knows of."""

    def _forwards(self, transition: Transition) -> None:
        return None

    def _backwards(self, transition: Transition) -> None:
        return None

    def _undone_by(self) -> Operation | None:
        return None


_CALLING_THE_EDITOR = {
    name: getattr(Operation, name)
    for name in ("allow_migrate_model", "database_forwards", "database_backwards")
}


def written_by_signature(cls: type[Operation]) -> None:
    """Have a class, and those that others derive from it, written by what its constructor takes today."""
    _self, *parameters = inspect.signature(cls.__init__).parameters.values()
    cls._parameters = {parameter.name: parameter.default for parameter in parameters}


@cache
def _parameter_names(init: Callable[..., None]) -> tuple[str, ...]:
    return tuple(inspect.signature(init).parameters)[1:]
