"""Migrate empty databases the old way and the squashed way, each in a process of its own, and compare them.

A process of its own, because migrations import the project's code, which keeps what it has read from a database
(content types, sites), and because a file that is imported once is not imported again.
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections

from migrations_core.workflows.migrate import Signals, carry_out, import_management_modules, prepare
from migrations_core.workflows.squash.facts import names_given, schema_lines
from migrations_core.workflows.squash.rows import row_lines
from migrations_core.workflows.squash.scratch import scratch_databases

CHILD = f"from {__name__} import child; child()"
RESULT = "result.json"

Lines = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of migrating all databases from nothing: lines by alias, or why it failed."""

    schema: Lines
    rows: Lines
    failure: str | None = None


def migrated_from_nothing() -> Outcome:
    """Migrate scratch databases with the files as they are now."""
    module = os.environ.get("DJANGO_SETTINGS_MODULE")
    if not module or module != settings.SETTINGS_MODULE:
        raise CommandError(
            "--verify needs settings that another process can read: DJANGO_SETTINGS_MODULE."
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
            return Outcome({}, {}, failure=done.stderr.strip() or f"exit status {done.returncode}")
        return Outcome(**json.loads(result.read_text()))


def differences(old: Outcome, new: Outcome) -> list[str]:
    """Return what only one of the databases has, old ones marked with -, new ones with +."""
    return [
        line
        for kind in ("schema", "rows")
        for alias in getattr(old, kind)
        for line in _compared(getattr(old, kind)[alias], getattr(new, kind)[alias], alias)
    ]


def _compared(old: list[str], new: list[str], alias: str) -> list[str]:
    before, after = Counter(old), Counter(new)
    marked = [("-", line) for line in (before - after).elements()]
    marked += [("+", line) for line in (after - before).elements()]
    marked.sort(key=lambda pair: pair[1])
    return [f"{mark} {alias}: {line}" for mark, line in marked]


def child() -> None:
    """Be the other process: migrate, and write the outcome to a file in the directory that was given."""
    # Migrations may print, so standard output is theirs; the path comes first, as it leads to the settings.
    sys.path[:] = json.load(sys.stdin)
    directory = Path(sys.argv[1])
    django.setup()
    with scratch_databases(directory):
        outcome = _migrate_all()
    (directory / RESULT).write_text(json.dumps(outcome))


def _migrate_all() -> dict[str, Any]:
    import_management_modules()
    day = datetime.datetime.now(tz=datetime.UTC).date()
    schema, rows = Lines(), Lines()
    for alias in connections:
        try:
            state = _migrate(connections[alias])
        except Exception as error:
            where = getattr(error, "migration_failure", None)
            reason = f"{type(error).__name__}: {error}"
            return {"schema": {}, "rows": {}, "failure": f"{where}\n{reason}" if where else reason}
        schema[alias] = schema_lines(connections[alias], names_given(state))
        rows[alias] = row_lines(connections[alias], day)
    return {"schema": schema, "rows": rows}


def _migrate(connection: Any) -> Any:
    executor = prepare(connection, None)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    stream = open(os.devnull, "w")  # noqa: SIM115  # closed with the process, which does nothing else
    signals = Signals(executor, plan, verbosity=0, interactive=False, stdout=stream)
    carry_out(signals, targets, fake=False, fake_initial=False, between=lambda: None)
    return executor.loader.project_state()
