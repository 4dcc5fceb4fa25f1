"""Which of the new migrations may be written, and which are held back for what reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migrations_core.operations import AddField, CreateModel, RenameField, RenameModel

if TYPE_CHECKING:
    from migrations_core.autodetector import Refusal
    from migrations_core.exceptions import MigrationKey
    from migrations_core.migration import Migration
    from migrations_core.workflows.detection import Changes, Detected


@dataclass(frozen=True, slots=True)
class Sorted:
    """The changes of a project, sorted by what becomes of them. Each app is in one of them."""

    written: Changes
    refused: Changes
    """Apps with changes that can only fail or lose data."""
    third_party: Changes
    """Apps of installed packages that are not to be written into."""
    waiting: dict[str, tuple[str, list[Migration]]]
    """Apps whose migrations would depend on one that is held back: that one's app, and the migrations."""
    refusals: tuple[Refusal, ...]
    """Why the refused are refused."""
    notices: tuple[Refusal, ...]
    """What is wrong with models that no new migration touches."""


def sort_changes(
    detected: Detected,
    leaves: Mapping[str, MigrationKey],
    is_held_back: Callable[[str], bool],
) -> Sorted:
    """Sort the new migrations by whether they may be written.

    ``leaves`` are the last migrations that the apps have: what need not wait for a new one depends on them instead.
    ``is_held_back`` tells an app by its label whose files are not to be written.
    """
    changes = detected.changes
    third_party = {
        label: migrations for label, migrations in changes.items() if is_held_back(label)
    }
    own = {label: each for label, each in changes.items() if label not in third_party}
    refusals = tuple(each for each in detected.refusals if _is_about(each, own))
    refused = {each.app_label: own[each.app_label] for each in refusals}
    written = {label: each for label, each in own.items() if label not in refused}
    blockers = _detach(written, third_party | refused, leaves)
    return Sorted(
        written={label: each for label, each in written.items() if label not in blockers},
        refused=refused,
        third_party=third_party,
        waiting={label: (blocker, own[label]) for label, blocker in blockers.items()},
        refusals=refusals,
        notices=tuple(each for each in detected.refusals if each not in refusals),
    )


def _is_about(refusal: Refusal, changes: Changes) -> bool:
    """Tell whether a refused change is among those to write.

    It need not be: no operation gives a proxy another base, and a project may have lived with that for long.
    """
    return any(
        refusal.model_name in _models_of(operation)
        for migration in changes.get(refusal.app_label, ())
        for operation in migration.operations
    )


def _models_of(operation: Any) -> set[str]:
    names = (getattr(operation, name, None) for name in ("model_name", "name", "new_name"))
    return {name.lower() for name in names if isinstance(name, str)}


def _detach(
    changes: Changes, held_back: Changes, leaves: Mapping[str, MigrationKey]
) -> dict[str, str]:
    """Free the changes from what is held back; map the apps where that cannot be done to the app that they need."""
    unwritten = {**held_back}
    blockers: dict[str, str] = {}
    found = True
    while found:
        blocked = {
            label: blocker
            for label, migrations in changes.items()
            if label not in blockers and (blocker := _needed_app(migrations, unwritten, leaves))
        }
        blockers |= blocked
        unwritten |= {label: changes[label] for label in blocked}
        found = bool(blocked)
    for label, migrations in changes.items():
        if label not in blockers:
            for migration in migrations:
                migration.dependencies = [
                    leaves[key[0]] if _is_among(key, unwritten) else key
                    for key in migration.dependencies
                ]
    return blockers


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
