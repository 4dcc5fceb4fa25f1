"""Databases to try migrations on, in the place of all that the project has configured."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.utils import load_backend

SUFFIX = "_squash_scratch"


@contextmanager
def scratch_databases(directory: Path) -> Iterator[None]:
    """Let every alias lead to an empty database of its engine while the block runs.

    The aliases stay what they are, for routers and for migrations that name one; and all of them are replaced, so that
    nothing that a migration does can reach the project's data.
    """
    replaced = {alias: connections[alias] for alias in connections}
    with ExitStack() as cleanup:
        for alias, original in replaced.items():
            scratch: Any = load_backend(original.settings_dict["ENGINE"]).DatabaseWrapper(
                _settings(original, directory), alias
            )
            cleanup.callback(connections.__setitem__, alias, original)
            connections[alias] = scratch
            if original.vendor != "sqlite":
                _create(scratch, cleanup)
            cleanup.callback(scratch.close)
        yield


def _settings(original: Any, directory: Path) -> dict[str, Any]:
    settings: dict[str, Any] = copy.deepcopy(original.settings_dict)
    settings["TEST"] = {**settings.get("TEST", {}), "MIRROR": None}
    settings["ATOMIC_REQUESTS"] = False
    if original.vendor == "sqlite":
        # A file: threads and reconnections see the same database, and options of the real one mean the same.
        settings["NAME"] = str(directory / f"{original.alias}.sqlite3")
        settings["OPTIONS"] = {k: v for k, v in settings["OPTIONS"].items() if k != "uri"}
    else:
        settings["TEST"]["NAME"] = f"{_name(settings)}{SUFFIX}"
    return settings


def _name(settings: Mapping[str, Any]) -> str:
    return str(settings["NAME"] or "migrations_core")


def _create(scratch: Any, cleanup: ExitStack) -> None:
    """Create a database on a server the way Django creates those for tests, without migrating it."""
    creation = scratch.creation
    real_name = scratch.settings_dict["NAME"]
    name = creation._create_test_db(verbosity=0, autoclobber=True, keepdb=False)
    scratch.close()
    scratch.settings_dict["NAME"] = name
    cleanup.callback(creation.destroy_test_db, real_name, verbosity=0)
