"""In words, why migrations were not written and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from migrations_core.operations import AlterField
from migrations_core.workflows.make import description_lines
from migrations_core.workflows.third_party import whom_to_tell

if TYPE_CHECKING:
    from migrations_core.migration import Migration
    from migrations_core.workflows.holding_back import Sorted


def refusal_message(changes: Sorted, named: Collection[str] = ()) -> str:
    """Say which migrations are refused, why, and how to get there nevertheless; nothing if none is.

    ``named`` are the apps of installed packages that the user asked for by name.
    """
    parts = []
    if changes.refused:
        labels = ", ".join(f"'{label}'" for label in changes.refused)
        parts.append(
            f"Nothing was written for {labels}: these changes can only fail or lose data when they are applied."
        )
        parts += map(str, changes.refusals)
    for app_label, (blocker, migrations) in changes.waiting.items():
        lines = _operations(migrations)
        lines.insert(
            0,
            f"Nothing was written for '{app_label}': it needs what was not written for '{blocker}'.",
        )
        parts.append("\n".join(lines))
    if named and not parts:
        labels = ", ".join(f"'{label}'" for label in named)
        parts.append(
            f"Nothing is written into installed packages without --include-third-party: {labels}."
        )
    return "\n\n".join(parts)


def notices(changes: Sorted) -> Iterator[str]:
    """Say what else was found and not written."""
    for refusal in changes.notices:
        yield f"No migration can follow this change, and none was written. {refusal}"
    for app_label, migrations in changes.third_party.items():
        yield third_party_notice(app_label, migrations)


def third_party_notice(app_label: str, migrations: Sequence[Migration]) -> str:
    """Say what changed in an app of an installed package, and who would have to write the migration."""
    lines = [
        f"Nothing was written for '{app_label}', an app of an installed package, whose models have changes that are "
        "in none of its migrations:",
        *_operations(migrations),
        f"Tell {whom_to_tell(app_label)}. --include-third-party writes into the package.",
    ]
    if any(_is_about_key(operation) for each in migrations for operation in each.operations):
        lines.append(
            "If its keys follow this project's DEFAULT_AUTO_FIELD, give the app an AppConfig with the "
            "default_auto_field that its migrations have."
        )
    return "\n".join(lines)


def _is_about_key(operation: Any) -> bool:
    return isinstance(operation, AlterField) and bool(operation.field.primary_key)


def _operations(migrations: Iterable[Migration]) -> list[str]:
    return [line for migration in migrations for line in description_lines(migration)]


def third_party_conflict(app_label: str, names: Collection[str]) -> str:
    """Refuse to merge the migrations of an installed package."""
    return (
        f"'{app_label}' is an app of an installed package, whose migrations end in {' and '.join(names)}. One of "
        f"them may be left over from another release, or was written here: install the package anew, or tell "
        f"{whom_to_tell(app_label)}. --include-third-party writes the merge into the package."
    )


def left_over_notice(app_label: str, descriptions: Iterable[str]) -> str:
    """Say what a merge leaves to do."""
    lines = [
        f"The models of '{app_label}' differ from the merged migrations. Run makemigrations for:"
    ]
    return "\n".join([*lines, *(f"    {each}" for each in descriptions)])
