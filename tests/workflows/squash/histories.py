"""Generated histories of two apps that refer to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from django.db import models
from hypothesis import strategies as st

from migrations_core import operations as ops
from migrations_core.graph import MigrationGraph
from migrations_core.loader import MigrationLoader
from migrations_core.migration import Migration
from migrations_core.state import ModelState, ProjectState

APPS = ("left", "right")


@st.composite
def histories(draw: st.DrawFn) -> list[Migration]:
    """Migrations in an order in which they can be applied, depending on all that exists when they need it."""
    state, made, fresh = ProjectState(), list[Migration](), count(1)
    last: dict[str, tuple[str, str]] = {}
    for number in range(draw(st.integers(2, 7))):
        app = draw(st.sampled_from(APPS))
        migration = Migration(f"{number:04}_m", app)
        if app in last:
            migration.dependencies.append(last[app])
        for _ in range(draw(st.integers(1, 3))):
            operation = draw(st.sampled_from(list(possible(state, app, next(fresh)))))
            operation.state_forwards(app, state)
            migration.operations.append(operation)
        others = {label for label in last if label != app and mentions(migration, label)}
        migration.dependencies += [last[label] for label in sorted(others)]
        last[app] = (app, migration.name)
        made.append(migration)
    return made


def possible(state: ProjectState, app: str, number: int) -> Iterator[Any]:
    """Yield operations of an app that make sense in a state; new things get a number of their own."""
    key = ("id", models.BigAutoField(primary_key=True))
    targets = [f"{found.app_label}.{found.name}" for found in state.model_states.values()]
    yield ops.CreateModel(f"Model{number}", [key])
    for target in targets:
        yield ops.CreateModel(f"Model{number}", [key, ("key", foreign_key(target))])
    for found in state.model_states.values():
        if found.app_label != app:
            continue
        yield ops.AddField(found.name, f"field{number}", models.IntegerField(default=number))
        for target in targets:
            yield ops.AddField(found.name, f"field{number}", foreign_key(target))
        yield ops.AlterModelOptions(found.name, {"verbose_name": f"thing {number}"})
        yield from field_changes(found, number)


def foreign_key(target: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(target, models.CASCADE, null=True, related_name="+")


def field_changes(found: ModelState, number: int) -> Iterator[Any]:
    for name, field in found.fields.items():
        if name != "id":
            yield ops.RenameField(found.name, name, f"renamed{number}")
            yield ops.RemoveField(found.name, name)
            if not field.remote_field:
                yield ops.AlterField(found.name, name, models.BigIntegerField(default=1, null=True))


def mentions(migration: Migration, label: str) -> bool:
    fields = [
        field
        for operation in migration.operations
        for field in (
            [field for _, field in getattr(operation, "fields", ())]
            or [getattr(operation, "field", None)]
        )
    ]
    return any(
        field is not None
        and field.remote_field
        and field.remote_field.model.startswith(f"{label}.")
        for field in fields
    )


def loader_of(migrations: Iterable[Migration]) -> MigrationLoader:
    """Return a loader that has these migrations rather than files."""
    loader = MigrationLoader(None, load=False)
    loader.disk_migrations = {(each.app_label, each.name): each for each in migrations}
    loader.graph = MigrationGraph()
    for key, each in loader.disk_migrations.items():
        loader.graph.add_node(key, each)
    for key, each in loader.disk_migrations.items():
        for dependency in each.dependencies:
            loader.graph.add_dependency(each, key, dependency, skip_validation=True)
    loader.replacements = {key: m for key, m in loader.disk_migrations.items() if m.replaces}
    for key, each in loader.replacements.items():
        loader.graph.remove_replaced_nodes(key, each.replaces)
    loader.graph.validate_consistency()
    loader.graph.ensure_not_cyclic()
    return loader
