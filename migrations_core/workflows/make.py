"""Write new migrations: their texts first, then all the files at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps

from migrations_core.exceptions import UsageError
from migrations_core.failures import with_names
from migrations_core.migration import Migration
from migrations_core.values import frozen
from migrations_core.writer import MigrationWriter, write_files
from migrations_core.writer.files import PACKAGE_MARKER

if TYPE_CHECKING:
    from collections.abc import Collection

    from migrations_core.workflows.detection import Changes


@frozen
class MigrationFile:
    """A migration as it will stand on the disk."""

    migration: Migration
    path: str
    text: str
    needs_manual_porting: bool = False
    """It refers to functions that have to be copied from other migrations by hand."""

    @property
    def name(self) -> str:
        return os.path.basename(self.path)


def unknown_apps(app_labels: Iterable[str]) -> list[str]:
    """Say of each label that is no app's what is wrong with it."""
    problems = []
    for app_label in app_labels:
        try:
            apps.get_app_config(app_label)
        except LookupError as error:
            problems.append(str(error))
    return problems


def refuse_migration_name(name: str | None) -> None:
    """Refuse a name that a module cannot have."""
    if name and not name.isidentifier():
        raise UsageError("The migration name must be a valid Python identifier.", option="--name")


def empty_migrations(app_labels: Collection[str]) -> Changes:
    """Give a migration without operations for each app, to be named and joined to a graph."""
    if not app_labels:
        raise UsageError(
            "You must supply at least one app label when using --empty.", option="--empty"
        )
    return {app_label: [Migration("custom", app_label)] for app_label in app_labels}


def migration_file(
    migration: Migration, *, include_header: bool, with_text: bool = True
) -> MigrationFile:
    """Give a migration's file; without its text it costs nothing, and values that cannot be written go unnoticed."""
    writer = MigrationWriter(migration, include_header)
    text = writer.as_string() if with_text else ""
    return MigrationFile(migration, writer.path, text, writer.needs_manual_porting)


def write_migrations(files: Iterable[MigrationFile]) -> None:
    """Write all files or none; their directories become packages."""
    texts: dict[str, str] = {}
    for file in files:
        marker = os.path.join(os.path.dirname(file.path), PACKAGE_MARKER)
        if os.path.isdir(os.path.dirname(marker)) and not os.path.isfile(marker):
            texts[marker] = ""
        texts[file.path] = file.text
    write_files(texts)


def remove_replaced(
    files: Iterable[MigrationFile], replaced_paths: Mapping[str, str]
) -> dict[str, str]:
    """Delete the files, given by app label, that new ones replace; keep what has to be ported by hand from them."""
    removed = {}
    for file in files:
        app_label = file.migration.app_label
        if app_label in replaced_paths and not file.needs_manual_porting:
            os.remove(replaced_paths[app_label])
            removed[app_label] = replaced_paths[app_label]
    return removed


def relative_path(path: str) -> str:
    """Give a path as seen from the current directory, if it is below."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # on another drive, on Windows
        return path
    return path if relative.startswith("..") else relative


def description_lines(migration: Any) -> list[str]:
    """Describe what a migration does, a line for each operation."""
    return [
        f"    {with_names(operation.formatted_description(), operation)}"
        for operation in migration.operations
    ]
