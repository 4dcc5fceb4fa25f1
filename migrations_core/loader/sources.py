"""Migrations on disk: which apps have some, and the files imported into Migration instances."""

from __future__ import annotations

import os
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module, reload
from importlib.machinery import BYTECODE_SUFFIXES, SOURCE_SUFFIXES
from importlib.util import find_spec
from types import ModuleType
from typing import NoReturn

from migrations_core.exceptions import (
    BadMigrationError,
    MigrationImportError,
    MigrationKey,
    MigrationsError,
)
from migrations_core.interop.convert import is_migration_class, migration_class
from migrations_core.loader.shapes import made_of
from migrations_core.migration import Migration
from migrations_core.names import said, text_of
from migrations_core.written import line_in, place

MIGRATIONS_MODULE_NAME = "migrations"


def import_migrations_package(
    module_name: str, app_label: str, *, explicit: bool, ignore_missing: bool
) -> ModuleType | None:
    """Return the package with an app's migrations, or None if the app has none.

    ``explicit`` says that the setting MIGRATION_MODULES names it: then it has to exist, unless ``ignore_missing``.
    """
    was_loaded = module_name in sys.modules
    try:
        package = import_module(module_name)
        if not _is_regular_package(package):
            return None
        # Somebody may have added files since: makemigrations in one process, tests that swap directories.
        return reload(package) if was_loaded else package
    except ModuleNotFoundError as error:
        if ignore_missing if explicit else error.name == module_name:
            return None
        _refuse_package(error, module_name, app_label, explicit=explicit)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        _refuse_package(error, module_name, app_label, explicit=explicit)


def _is_regular_package(module: ModuleType) -> bool:
    # A namespace package (a directory without __init__.py) has no file and a __path__ that is not a list. A frozen
    # package has no file either.
    path = getattr(module, "__path__", None)
    return path is not None and (
        getattr(module, "__file__", None) is not None or isinstance(path, list)
    )


def load_migrations(
    package: ModuleType, app_label: str
) -> Iterator[tuple[MigrationKey, Migration]]:
    """Import every migration of a package and yield its instance, in the order of the names."""
    for name in migration_names(package.__path__, app_label):
        module_name = f"{package.__name__}.{name}"
        try:
            module = import_module(module_name)
        except KeyboardInterrupt as interrupt:
            interrupt.add_note(f"While importing migration {app_label}.{name}")
            raise
        except BaseException as error:
            _refuse_file(error, (app_label, name), module_name)
        key = app_label, name
        yield key, made_of(_class_in(module, key), key, getattr(module, "__file__", None))


def migration_names(path: Iterable[str], app_label: str) -> list[str]:
    """Return the names of the migrations in the directories of a package; refuse one that is there twice."""
    names = []
    for finder, name, is_package in pkgutil.iter_modules(path):
        if name[0] in "_~":
            continue
        if not is_package:
            names.append(name)
        elif file := _file_beside(getattr(finder, "path", None), name):
            raise BadMigrationError(
                f"App {app_label} has two migrations named {name}: the file {file} and the package beside it. Python "
                "imports the package, so the file would be ignored. Rename or delete one of them.",
                migration=(app_label, name),
                file=file,
            )
    return names


def _file_beside(directory: str | None, name: str) -> str | None:
    if directory is None:
        return None
    candidates = (
        os.path.join(directory, name + suffix) for suffix in (*SOURCE_SUFFIXES, *BYTECODE_SUFFIXES)
    )
    return next(filter(os.path.exists, candidates), None)


def _class_in(module: ModuleType, key: MigrationKey) -> type[Migration]:
    file = getattr(module, "__file__", None)
    if not hasattr(module, "Migration"):
        raise BadMigrationError(
            f"Migration {key[1]} in app {key[0]} has no Migration class. Add one to {file}, or give the file a name "
            "that starts with an underscore if it is not a migration.",
            migration=key,
            file=file,
        )
    if not isinstance(module.Migration, type):
        raise BadMigrationError(
            f"Migration {key[1]} in app {key[0]} has a Migration that is not a class, in {file}.",
            migration=key,
            file=file,
        )
    if not is_migration_class(module.Migration):
        raise BadMigrationError(
            f"Migration {key[1]} in app {key[0]} has a Migration that is not derived from migrations.Migration, in "
            f"{file}.",
            migration=key,
            file=file,
        )
    return migration_class(module.Migration)


def _refuse_file(error: BaseException, key: MigrationKey, module_name: str) -> NoReturn:
    if isinstance(error, MigrationsError):
        raise error
    if isinstance(error, ImportError) and "bad magic number" in text_of(error):
        raise MigrationImportError(
            f"Couldn't import {module_name!r} as it appears to be a stale .pyc file. Delete it, or put the source "
            f"back that it was compiled from (migration {key[0]}.{key[1]}).",
            migration=key,
        ) from error
    file = _file_of(module_name)
    line = line_in(file, error)
    raise _error_class(error)(
        f"Migration {key[0]}.{key[1]} cannot be imported{place(file, line)}: {said(error)}",
        migration=key,
        file=file,
        line=line,
    ) from error


def _file_of(module_name: str) -> str | None:
    spec = find_spec(module_name)
    return spec.origin if spec else None


def _refuse_package(
    error: BaseException, module_name: str, app_label: str, *, explicit: bool
) -> NoReturn:
    if isinstance(error, MigrationsError):
        raise error
    whose = (
        f"that MIGRATION_MODULES names for app {app_label}" if explicit else f"of app {app_label}"
    )
    raise _error_class(error)(
        f"The migrations package {module_name} {whose} cannot be imported: {said(error)}"
    ) from error


def _error_class(error: BaseException) -> type[BadMigrationError]:
    return MigrationImportError if isinstance(error, ImportError) else BadMigrationError
