"""Make squashed migrations permanent: ordinary migrations in the place of those that they replace."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError, connections

from migrations_core.exceptions import (
    ThirdPartyFilesError,
    UneditableFileError,
    UnfinishedSquashError,
)
from migrations_core.loader import MigrationLoader
from migrations_core.masking import without_password
from migrations_core.names import text_of
from migrations_core.recorder import MigrationRecorder
from migrations_core.values import frozen
from migrations_core.workflows.squash.rewriting import UnreadableListError, names_in, rewritten
from migrations_core.workflows.targets import check_app_installed
from migrations_core.workflows.third_party import is_third_party

if TYPE_CHECKING:
    from migrations_core.exceptions import MigrationKey
    from migrations_core.migration import Migration


@frozen
class Finish:
    """What is going to change on the disk."""

    squashes: list[MigrationKey]
    texts: dict[str, str]
    """path -> new text"""
    deletions: dict[str, MigrationKey]
    """path -> the migration in it"""


def select(loader: MigrationLoader, app_labels: Sequence[str]) -> list[MigrationKey]:
    """Return the squashed migrations of some apps, by default of all of the project.

    One that has been squashed again is not among them: it goes with the others when the later one is made permanent.
    """
    for app_label in app_labels:
        check_app_installed(app_label)
        if is_third_party(app_label):
            raise ThirdPartyFilesError(
                f"App '{app_label}' came with an installed package, whose files are never written.",
                app_label=app_label,
            )
    nested = {
        tuple(key) for migration in loader.replacements.values() for key in migration.replaces
    }
    return [
        key
        for key in loader.replacements
        if key not in nested
        and (key[0] in app_labels if app_labels else not is_third_party(key[0]))
    ]


def refuse_unapplied(squashes: Sequence[MigrationKey], aliases: Iterable[str]) -> None:
    """Refuse while one of the databases has not recorded all of the squashed migrations, or cannot be asked."""
    complaints = {
        alias: complaint for alias in aliases if (complaint := _complaint(squashes, alias))
    }
    if complaints:
        listed = "\n".join(f"  {complaint}" for complaint in complaints.values())
        raise UnfinishedSquashError(
            "Nothing was changed, because a database may still need the replaced migrations:\n"
            f"{listed}\n"
            "Run 'manage.py migrate --database ALIAS' for each of them first; --database limits which are asked.",
            migrations=squashes,
            databases=complaints,
        )


def _complaint(squashes: Sequence[MigrationKey], alias: str) -> str:
    try:
        applied = MigrationRecorder(connections[alias]).applied_migrations()
    except (DatabaseError, InterfaceError) as error:
        return f"{alias}: cannot be asked ({without_password(text_of(error))})"
    missing = ", ".join(".".join(key) for key in squashes if key not in applied)
    return f"{alias}: has not applied {missing}" if missing else ""


def plan(loader: MigrationLoader, squashes: Sequence[MigrationKey]) -> Finish:
    """Work out all changes; refuse where a file that has to change cannot be."""
    replacement = {
        old: squash for squash in squashes for old in everything_replaced(loader, squash)
    }
    deletions = {
        _file(loader.disk_migrations[key]): key
        for key in replacement
        if key in loader.disk_migrations
    }
    texts = dict[str, str]()
    for key, migration in loader.disk_migrations.items():
        path = migration.origin
        if key in replacement or path is None or not Path(path).exists():
            continue
        before = Path(path).read_text(encoding="utf-8")
        _refuse_imports(path, before, deletions, loader)
        if key in squashes or not replacement.keys().isdisjoint(_named(migration)):
            texts[path] = _changed(key, path, before, replacement, permanent=key in squashes)
    return Finish(list(squashes), texts, deletions)


def everything_replaced(loader: MigrationLoader, squash: MigrationKey) -> Iterator[MigrationKey]:
    """Yield what a squashed migration replaces, and what squashed migrations among that replace, each once."""
    seen: set[MigrationKey] = set()
    pending = [*loader.replacements[squash].replaces]
    while pending:
        key = pending.pop(0)
        key = (key[0], key[1])
        if key not in seen:
            seen.add(key)
            yield key
            nested = loader.replacements.get(key)
            pending += nested.replaces if nested else []


def _changed(
    key: MigrationKey,
    path: str,
    before: str,
    replacement: Mapping[MigrationKey, MigrationKey],
    *,
    permanent: bool,
) -> str:
    if is_third_party(key[0]):
        raise ThirdPartyFilesError(
            f"{'.'.join(key)} came with an installed package, whose files are never written, and names a migration "
            "that would be deleted. Wait for a release that names the squashed one.",
            app_label=key[0],
        )
    try:
        after = rewritten(before, replacement, make_permanent=permanent)
    except UnreadableListError:
        after = before
    left = names_in(after) & replacement.keys()
    if left or after == before:
        raise UneditableFileError(
            f"{path} names migrations that would be deleted in a list that is computed or inherited. Write the list "
            "out, or change it by hand, and run finishsquash again.",
            migrations=sorted(left),
            file=path,
        )
    return after


def _named(migration: Migration) -> set[MigrationKey]:
    lists = (migration.dependencies, migration.run_before, migration.replaces)
    return {(key[0], key[1]) for each in lists for key in each}


def _file(migration: Migration) -> str:
    path = migration.origin
    if path is None or not path.endswith(".py"):
        raise UneditableFileError(
            f"The file of {migration} cannot be found, so it cannot be deleted.",
            migrations=[(migration.app_label, migration.name)],
            file=path,
        )
    if Path(path).name != f"{migration.name}.py":
        raise UneditableFileError(
            f"{migration} takes its class from {path}, which may have other uses, so nothing of it can be deleted. "
            "Write the migration out in a file of its own, and run finishsquash again.",
            migrations=[(migration.app_label, migration.name)],
            file=path,
        )
    return path


def _refuse_imports(
    path: str, text: str, deletions: Mapping[str, MigrationKey], loader: MigrationLoader
) -> None:
    """Refuse when a file that stays uses code of one that goes."""
    modules = {type(loader.disk_migrations[key]).__module__: key for key in deletions.values()}
    strings = {
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    if used := modules.keys() & strings:
        raise UneditableFileError(
            f"{path} imports {', '.join(sorted(used))}, which would be deleted. Move what it needs of that elsewhere.",
            migrations=[modules[name] for name in sorted(used)],
            file=path,
        )


def check_loadable(changed: Collection[str]) -> None:
    """Load all migrations anew from the files as they are now, and let errors through."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) in changed:
            del sys.modules[name]
    importlib.invalidate_caches()
    MigrationLoader(None)
