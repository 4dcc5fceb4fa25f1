"""The plan as receivers of ``pre_migrate`` and ``post_migrate`` see it, and what they did to it.

Receivers ask ``isinstance(operation, django.db.migrations.RenameModel)``, and some insert operations of their own
into ``migration.operations`` (contenttypes does). They get views: migrations and operations that answer as Django's do
and as ours. Nothing is built for a migration whose operations nobody looks at.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.migrations import Migration as DjangoMigration

from migrations_core.failures import numbered
from migrations_core.interop import convert
from migrations_core.interop.counterparts import arguments, ours_by_django
from migrations_core.migration import Migration

Plan = Sequence[tuple[Migration, bool]]
"""(migration, backwards) in the order of execution."""


DECLARATIONS = ("dependencies", "run_before", "replaces", "initial", "atomic")


class MigrationView(DjangoMigration):
    """A planned migration, with operations that pass for Django's."""

    def __init__(self, source: Migration) -> None:
        self.source = source
        # What Django's class has attributes for would not get as far as __getattr__().
        for name in ("name", "app_label", *DECLARATIONS):
            setattr(self, name, getattr(source, name))

    # isinstance() asks type(view) first, which is Django's, and then view.__class__.
    @property  # type: ignore[misc]  # object.__class__ is declared as an attribute
    def __class__(self) -> type:
        return type(self.source)

    def __getattr__(self, name: str) -> Any:
        if name == "source":  # a view that is being unpickled has no source yet
            raise AttributeError(name)
        return getattr(self.source, name)

    def __eq__(self, other: object) -> bool:
        return bool(self.source == (other.source if type(other) is MigrationView else other))

    def __hash__(self) -> int:
        return hash(self.source)

    @functools.cached_property
    def operations(self) -> list[Any]:  # type: ignore[override]  # computed here, a plain attribute there
        self._shown = [(number, operation_view(op), op) for number, op in numbered(self.source)]
        return [view for _, view, _ in self._shown]

    def take_back(self) -> Migration:
        """Return the source with its operations changed as receivers changed the view's."""
        if "operations" in self.__dict__:
            originals = {id(view): (number, op) for number, view, op in getattr(self, "_shown", ())}
            taken = [originals.get(id(op), (None, op)) for op in self.operations]
            self.source.numbers = [number for number, _ in taken]
            self.source.operations[:] = [convert.operation(op) for _, op in taken]
        return self.source


def plan_view(plan: Iterable[tuple[Migration, bool]]) -> list[tuple[Any, bool]]:
    """Return the plan to hand to receivers."""
    return [(MigrationView(migration), backwards) for migration, backwards in plan]


def plan_taken_back(view: Iterable[tuple[Any, bool]]) -> Plan:
    """Return the plan to run after receivers had their way with the view."""
    return [
        (step.take_back() if type(step) is MigrationView else step, backwards)
        for step, backwards in view
    ]


def operation_view(op: Any) -> Any:
    """Return an instance of Django's class for one of our operations; others' operations are what they say."""
    view_class = _view_classes().get(type(op))
    return op if view_class is None else view_class(**arguments(op, type(op)))


@functools.cache
def _view_classes() -> dict[type, type]:
    return {ours: _view_class(theirs, ours) for theirs, ours in ours_by_django().items()}


def _view_class(theirs: type, ours: type) -> type:
    namespace = {
        "__class__": property(lambda self: ours),  # receivers written against ours ask for it
        "__module__": theirs.__module__,
        "__doc__": theirs.__doc__,
    }
    return type(theirs.__name__, (theirs,), namespace)
