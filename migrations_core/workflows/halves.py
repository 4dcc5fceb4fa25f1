"""What migrations need of others that are not written with them, and what models need that they would delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from migrations_core.operations import AddField, CreateModel, DeleteModel, RenameField, RenameModel
from migrations_core.rendering.relations import mentioned_models

if TYPE_CHECKING:
    from migrations_core.exceptions import MigrationKey
    from migrations_core.migration import Migration
    from migrations_core.names import ModelKey
    from migrations_core.state import ProjectState
    from migrations_core.workflows.detection import Changes


class Needed(NamedTuple):
    """A model that would be deleted while another one is derived from it or refers to it."""

    deleted: ModelKey
    user: ModelKey

    def __str__(self) -> str:
        return (
            f"it would delete {'.'.join(self.deleted)}, which {'.'.join(self.user)} goes on to use"
        )


def still_needed(before: ProjectState | None, changes: Changes) -> dict[str, Needed]:
    """Map the apps that would delete a model to one of those that would be left without it.

    No operation gives a model other bases, and a reference may be gone only with what is not written.
    """
    deletes = any(
        isinstance(operation, DeleteModel)
        for migrations in changes.values()
        for migration in migrations
        for operation in migration.operations
    )
    if before is None or not deletes:
        return {}
    after = before.clone()
    for migrations in changes.values():
        for migration in migrations:
            for operation in migration.operations:
                operation.state_forwards(migration.app_label, after)
    gone = before.model_states.keys() - after.model_states.keys()
    return {
        deleted[0]: Needed(deleted, user)
        for user, model in sorted(after.model_states.items(), reverse=True)
        for deleted in sorted(mentioned_models(model) & gone)
    }


def blocked(
    changes: Changes, held_back: Changes, leaves: Mapping[str, MigrationKey]
) -> dict[str, str]:
    """Map the apps whose migrations cannot do without others that are held back to the app that they need."""
    unwritten = {**held_back}
    blockers: dict[str, str] = {}
    found = True
    while found:
        more = {
            label: blocker
            for label, migrations in changes.items()
            if label not in blockers and (blocker := _needed_app(migrations, unwritten, leaves))
        }
        blockers |= more
        unwritten |= {label: changes[label] for label in more}
        found = bool(more)
    return blockers


def detach(changes: Changes, held_back: Changes, leaves: Mapping[str, MigrationKey]) -> None:
    """Let migrations depend on the last ones that there are, in the place of what is held back."""
    for migrations in changes.values():
        for migration in migrations:
            migration.dependencies = [
                leaves[key[0]] if _is_among(key, held_back) else key
                for key in migration.dependencies
            ]


def _needed_app(
    migrations: Sequence[Migration],
    unwritten: Changes,
    leaves: Mapping[str, MigrationKey],
) -> str | None:
    """Name the app, if there is one, whose unwritten migrations these cannot do without."""
    keys = [key for migration in migrations for key in migration.dependencies]
    for needed in dict.fromkeys(key[0] for key in keys if _is_among(key, unwritten)):
        if needed not in leaves or _builds_on(migrations, unwritten[needed]):
            return needed
    return None


def _is_among(key: MigrationKey, unwritten: Changes) -> bool:
    return any(key[1] == migration.name for migration in unwritten.get(key[0], ()))


def _builds_on(migrations: Sequence[Migration], others: Sequence[Migration]) -> bool:
    """Tell whether migrations mention what others bring in. The autodetector lets them wait for anything."""
    operations = [operation for migration in migrations for operation in migration.operations]
    return any(
        _mentions(operation, made, other.app_label)
        for other in others
        for made in other.operations
        for operation in operations
    )


def _mentions(operation: Any, made: Any, made_in: str) -> bool:
    match made:
        case CreateModel(name=name) | RenameModel(new_name=name):
            return bool(operation.references_model(name, made_in))
        case AddField(name=name) | RenameField(new_name=name):
            return bool(operation.references_field(made.model_name, name, made_in))
        case _:
            return False
