"""Where the migrations of an app belong on disk, the package with them existing or not."""

from __future__ import annotations

import os
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_dir

from migrations_core.exceptions import NoPlaceForMigrationsError
from migrations_core.loader import MigrationLoader


def migrations_directory(app_label: str) -> str:
    """Give the directory of an app's migrations, which need not exist; nothing is created."""
    package, _ = MigrationLoader.migrations_module(app_label)
    if package is None:
        raise NoPlaceForMigrationsError(
            f"Django can't create migrations for app '{app_label}' because migrations have been "
            "disabled via the MIGRATION_MODULES setting."
        )
    if directory := _directory_of(package):
        return directory
    app_config = apps.get_app_config(app_label)
    parent, _, name = package.rpartition(".")
    if app_config.name == parent:
        return os.path.join(app_config.path, name)
    return _below_nearest_package(package)


def _below_nearest_package(package: str) -> str:
    """Give the directory of a package that is missing, with parents of it perhaps missing too."""
    existing, missing = package.split("."), list[str]()
    while existing:
        missing.insert(0, existing.pop())
        if existing and (directory := _directory_of(".".join(existing))):
            return os.path.join(directory, *missing)
    raise NoPlaceForMigrationsError(
        "Could not locate an appropriate location to create migrations package "
        f"{package}. Make sure the toplevel package exists and can be imported."
    )


def _directory_of(package: str) -> str | None:
    """Give the directory of a package that can be imported and has exactly one."""
    try:
        return module_dir(import_module(package))
    except (ImportError, ValueError):
        return None
