"""Databases to try migrations on, in the place of all that the project has configured."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.utils import load_backend

from migrations_core.backends.registry import vendor_of
from migrations_core.exceptions import VerificationError

SUFFIX = "_squash_scratch_"

LONGEST_NAME = 63
"""Of a database on PostgreSQL; one on MySQL has 64."""

NAMES_IN_OPTIONS = frozenset({"database", "db", "dbname", "uri"})
"""The options that lead to a database whatever NAME says."""


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
            if not vendor_of(original).lives_in_a_file:
                _create(scratch, cleanup)
            cleanup.callback(scratch.close)
        yield


def _settings(original: Any, directory: Path) -> dict[str, Any]:
    settings: dict[str, Any] = copy.deepcopy(original.settings_dict)
    settings["TEST"] = {**settings.get("TEST", {}), "MIRROR": None}
    settings["ATOMIC_REQUESTS"] = False
    settings["OPTIONS"] = {
        name: value for name, value in settings["OPTIONS"].items() if name not in NAMES_IN_OPTIONS
    }
    if vendor_of(original).lives_in_a_file:
        # A file: threads and reconnections see the same database, and options of the real one mean the same.
        settings["NAME"] = str(directory / f"{original.alias}.sqlite3")
    else:
        settings["TEST"]["NAME"] = _new_name(settings)
    return settings


def _new_name(settings: Mapping[str, Any]) -> str:
    """Return a name that no database has: Django would drop one that does."""
    # A DSN is none, and what is in it is not shown to those who list databases.
    name = str(settings["NAME"] or "")
    base = name if name.isidentifier() else "migrations_core"
    end = f"{SUFFIX}{secrets.token_hex(8)}"
    return f"{base[: LONGEST_NAME - len(end)]}{end}"


def _create(scratch: Any, cleanup: ExitStack) -> None:
    """Create a database on a server the way Django creates those for tests, without migrating it."""
    creation = scratch.creation
    real_name = scratch.settings_dict["NAME"]
    name = creation._create_test_db(verbosity=0, autoclobber=False, keepdb=False)
    scratch.close()
    scratch.settings_dict["NAME"] = name
    cleanup.callback(creation.destroy_test_db, real_name, verbosity=0)
    _refuse_another(scratch, name)


def _refuse_another(scratch: Any, name: str) -> None:
    """Make sure that the connection leads to the new database, whatever the driver reads besides the settings."""
    question = vendor_of(scratch).current_database
    if not question:
        return
    with scratch.cursor() as cursor:
        cursor.execute(question)
        (found,) = cursor.fetchone()
    if found != name:
        raise VerificationError(
            f"The database '{scratch.alias}' leads to another one than was made to verify the squash: nothing was "
            "done to it. Look for what names a database besides NAME: OPTIONS, a service, a file of the driver.",
        )
