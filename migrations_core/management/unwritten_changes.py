"""In words, why migrations were not written and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from migrations_core.operations import AlterField
from migrations_core.workflows.make import description_lines
from migrations_core.workflows.third_party import package_of

if TYPE_CHECKING:
    from migrations_core.autodetector import Refusal
    from migrations_core.migration import Migration
    from migrations_core.workflows.write_policy import WriteDecisions


def refusal_message(changes: WriteDecisions) -> str:
    """Say which migrations are refused, why, and how to get there nevertheless; nothing if none is."""
    parts = []
    if changes.refused:
        labels = ", ".join(f"'{label}'" for label in changes.refused)
        parts.append(
            f"Nothing was written for {labels}: these changes can only fail or lose data when they are applied."
        )
        parts += map(str, changes.refusals)
        parts.append(_way_to_accept(changes.refusals))
    for app_label, (blocker, migrations) in changes.waiting.items():
        lines = _operations(migrations)
        lines.insert(
            0,
            f"Nothing was written for '{app_label}': it needs what was not written for '{blocker}'.",
        )
        parts.append("\n".join(lines))
    for app_label, reason in changes.needed.items():
        parts.append(
            f"Nothing was written for '{app_label}': {reason}. Write that model's change first, by hand where "
            "makemigrations has none for it."
        )
    if changes.third_party:
        listed = ", ".join(
            f"'{label}' of {package_of(label)}" for label in sorted(changes.third_party)
        )
        parts.append(
            f"Nothing is written into installed packages without --include-third-party: {listed}."
        )
    return "\n\n".join(parts)


def _way_to_accept(refusals: Iterable[Refusal]) -> str:
    answers = "".join(
        f'\n    "{place}" = true' for place in dict.fromkeys(each.place for each in refusals)
    )
    return (
        "Whoever can do without the data gets the migrations that Django would write with --allow-data-loss, or with "
        f"--answers FILE:\n    [accepted]{answers}"
    )


def notices(changes: WriteDecisions) -> Iterator[str]:
    """Say what else was found and not written."""
    for refusal in changes.notices:
        yield f"No migration can follow this change, and none was written. {refusal}"
    with_keys = [
        app_label
        for app_label, migrations in changes.third_party.items()
        if any(_is_about_key(operation) for each in migrations for operation in each.operations)
    ]
    if with_keys:
        labels = ", ".join(f"'{label}'" for label in with_keys)
        yield (
            f"If the keys of {labels} follow this project's DEFAULT_AUTO_FIELD, give each app an AppConfig with the "
            "default_auto_field that its migrations have."
        )


def _is_about_key(operation: Any) -> bool:
    return isinstance(operation, AlterField) and bool(operation.field.primary_key)


def _operations(migrations: Iterable[Migration]) -> list[str]:
    return [line for migration in migrations for line in description_lines(migration)]


def third_party_conflict(app_label: str, names: Collection[str]) -> str:
    """Refuse to merge the migrations of an installed package."""
    return (
        f"'{app_label}' is an app of an installed package, whose migrations end in {' and '.join(names)}. One of "
        f"them may be left over from another release, or was written here: install the package anew, or tell the "
        f"maintainers of {package_of(app_label)}. --include-third-party writes the merge into the package."
    )


def left_over_notice(app_label: str, descriptions: Iterable[str]) -> str:
    """Say what a merge leaves to do."""
    lines = [
        f"The models of '{app_label}' differ from the merged migrations. Run makemigrations for:"
    ]
    return "\n".join([*lines, *(f"    {each}" for each in descriptions)])
