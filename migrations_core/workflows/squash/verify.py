"""Migrate empty databases the old way and the squashed way, each in a process of its own, and compare them.

A process of its own, because migrations import the project's code, which keeps what it has read from a database
(content types, sites), and because a file that is imported once is not imported again.
"""

from __future__ import annotations

import datetime
import json
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import field
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connections

from migrations_core.exceptions import UsageError
from migrations_core.schema import comparison
from migrations_core.schema.tables import Schema
from migrations_core.values import frozen
from migrations_core.workflows.migrate import Caller, Request, run_without_lock
from migrations_core.workflows.squash.facts import comparable_schema, names_given
from migrations_core.workflows.squash.rows import row_lines
from migrations_core.workflows.squash.scratch import scratch_databases

CHILD = f"from {__name__} import child; child()"
RESULT = "result.pickle"


@frozen
class Outcome:
    """What came of migrating all databases from nothing, by alias, or why it failed."""

    schema: dict[str, Schema] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    failure: str | None = None


def migrated_from_nothing() -> Outcome:
    """Migrate scratch databases with the files as they are now."""
    module = os.environ.get("DJANGO_SETTINGS_MODULE")
    if not module or module != settings.SETTINGS_MODULE:
        raise UsageError(
            "--verify needs settings that another process can read: DJANGO_SETTINGS_MODULE.",
            option="--verify",
        )
    with tempfile.TemporaryDirectory(prefix="squash-") as directory:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, directory],
            input=json.dumps(sys.path),
            capture_output=True,
            text=True,
            check=False,
        )
        result = Path(directory, RESULT)
        if not result.exists():
            return Outcome(failure=done.stderr.strip() or f"exit status {done.returncode}")
        outcome: Outcome = pickle.loads(result.read_bytes())  # our own process wrote it
        return outcome


def differences(old: Outcome, new: Outcome) -> list[str]:
    """Return what only one of the databases has, old ones marked with -, new ones with +."""
    schemas = (
        (alias, comparison.differences(schema, new.schema[alias]))
        for alias, schema in old.schema.items()
    )
    rows = (
        (alias, comparison.only_in_one(lines, new.rows[alias])) for alias, lines in old.rows.items()
    )
    return [
        f"{mark} {alias}: {line}"
        for alias, different in (*schemas, *rows)
        for mark, line in different
    ]


def child() -> None:
    """Be the other process: migrate, and write the outcome to a file in the directory that was given."""
    # Migrations may print, so standard output is theirs; the path comes first, as it leads to the settings.
    sys.path[:] = json.load(sys.stdin)
    directory = Path(sys.argv[1])
    django.setup()
    with scratch_databases(directory):
        outcome = _migrate_all()
    (directory / RESULT).write_bytes(pickle.dumps(outcome))


def _migrate_all() -> Outcome:
    day = datetime.datetime.now(tz=datetime.UTC).date()
    outcome = Outcome()
    for alias in connections:
        try:
            state = _migrate(connections[alias])
        except Exception as error:
            where = getattr(error, "migration_failure", None)
            reason = f"{type(error).__name__}: {error}"
            return Outcome(failure=f"{where}\n{reason}" if where else reason)
        outcome.schema[alias] = comparable_schema(connections[alias], names_given(state))
        outcome.rows[alias] = row_lines(connections[alias], day)
    return outcome


def _migrate(connection: Any) -> Any:
    # Closed with the process, which does nothing else.
    caller = Caller(stdout=open(os.devnull, "w"))  # noqa: SIM115
    # Nobody else knows of the database.
    return run_without_lock(connection, Request(), caller).loader.project_state()
