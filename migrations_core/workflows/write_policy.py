"""Which of the new migrations may be written, and which are held back for what reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from migrations_core.values import frozen
from migrations_core.workflows.halves import Needed, blocked, detach, still_needed

if TYPE_CHECKING:
    from migrations_core.autodetector import Refusal
    from migrations_core.exceptions import MigrationKey
    from migrations_core.migration import Migration
    from migrations_core.workflows.detection import Changes, Detected


@frozen
class WriteDecisions:
    """The changes of a project, sorted by what becomes of them. Each app is in one of them."""

    written: Changes
    refused: Changes
    """Apps with changes that can only fail or lose data."""
    third_party: Changes
    """Apps of installed packages that are not to be written into."""
    waiting: dict[str, tuple[str, list[Migration]]]
    """Apps whose migrations would depend on one that is held back: that one's app, and the migrations."""
    needed: dict[str, Needed]
    """Apps whose migrations would delete what models go on to use."""
    refusals: tuple[Refusal, ...]
    """Why the refused are refused."""
    notices: tuple[Refusal, ...]
    """What is wrong with models that no new migration touches."""


def sort_changes(
    detected: Detected,
    leaves: Mapping[str, MigrationKey],
    is_held_back: Callable[[str], bool],
) -> WriteDecisions:
    """Sort the new migrations by whether they may be written.

    ``leaves`` are the last migrations that the apps have: what need not wait for a new one depends on them instead.
    ``is_held_back`` tells an app by its label whose files are not to be written.
    """
    changes = detected.changes
    third_party = {label: each for label, each in changes.items() if is_held_back(label)}
    own = {label: each for label, each in changes.items() if label not in third_party}
    touched = {refusal: _apps_touched(refusal, own) for refusal in detected.refusals}
    refusals = tuple(refusal for refusal, labels in touched.items() if labels)
    refused = {label: own[label] for labels in touched.values() for label in labels}
    needed: dict[str, Needed] = {}
    while True:
        held_back = refused.keys() | needed.keys()
        written = {label: each for label, each in own.items() if label not in held_back}
        unwritten = {label: each for label, each in changes.items() if label not in written}
        blockers = blocked(written, unwritten, leaves)
        written = {label: each for label, each in written.items() if label not in blockers}
        found = still_needed(detected.before, written)
        if not found:
            break
        needed |= found
    unwritten = {label: each for label, each in changes.items() if label not in written}
    detach(written, unwritten, leaves)
    return WriteDecisions(
        written=written,
        refused=refused,
        third_party=third_party,
        waiting={label: (blocker, own[label]) for label, blocker in blockers.items()},
        needed=needed,
        refusals=refusals,
        notices=tuple(each for each in detected.refusals if each not in refusals),
    )


def _apps_touched(refusal: Refusal, changes: Changes) -> list[str]:
    """Give the apps with changes to write that are a part of the refused one.

    There need not be any: no operation gives a proxy another base, and a project may have lived with that for long.
    """
    return [
        app_label
        for app_label, model_name in refusal.models
        if any(
            model_name in _models_of(operation)
            for migration in changes.get(app_label, ())
            for operation in migration.operations
        )
    ]


def _models_of(operation: Any) -> set[str]:
    names = (getattr(operation, name, None) for name in ("model_name", "name", "new_name"))
    return {name.lower() for name in names if isinstance(name, str)}
