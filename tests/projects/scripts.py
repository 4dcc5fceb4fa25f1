"""Migrate a project, and have each migration printed by sqlmigrate right before it is applied.

Run as a program in a scratch project: ``ALIAS RESULT``. The result is a JSON list of what is written for each
migration: its name, the statements of either, and on SQLite how the schemas differ that they make.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import django

APART = re.compile(r"(SELECT|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SHOW)\b|.*django_migr")
"""Questions, transactions and the row of the history, which belong to one of the two only."""
FOR_ROWS = re.compile(r"SET CONSTRAINTS (ALL IMMEDIATE|[^;]+ DEFERRED);?$")
"""What PostgreSQL is told because a RunPython has written rows."""
COMPUTED = re.compile(
    r"'(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+(\+00:00)?|[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12})'"
)
"""Defaults that are other values each time: what time it is, and UUIDs."""


class Recording:
    """The statements of the migration that runs, without what its RunPython sends."""

    def __init__(self) -> None:
        self.editor: Any = None
        self.statements: list[str] = []

    def begin(self, editor: Any) -> None:
        self.editor, self.statements = editor, []

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        outcome = execute(sql, params, many, context)
        # Only now: an editor that holds statements back sends them before this one.
        if self.editor is not None and all(c.operation.reduces_to_sql for c in self.editor.causes):
            values = None if params is None else tuple(map(self.editor.quote_value, params))
            self.statements.append(str(sql) if values is None else str(sql) % values)
        return outcome


def in_common(script: str) -> str:
    """Leave out what the two do not share by their nature, and comments."""
    script = re.sub(r"\s+;", ";", script)
    lines = (line for line in script.splitlines() if line.strip() and not line.startswith("--"))
    return COMPUTED.sub("'...'", "\n".join(line for line in lines if not APART.match(line)))


def as_script(statements: list[str], migration: Any) -> str:
    kept = [sql.rstrip() for sql in statements if not APART.match(sql.strip())]
    if not all(operation.reduces_to_sql for operation in migration.operations):
        kept = [sql for sql in kept if not FOR_ROWS.match(sql)]
    return "\n".join(sql if sql.endswith(";") else f"{sql};" for sql in kept)


def main(alias: str, result: str) -> None:
    django.setup()
    from django.db import connections

    from migrations_core.executor import MigrationExecutor

    connection = connections[alias]
    recording = Recording()
    written: list[tuple[str, str, str, str]] = []

    class Recorder(MigrationExecutor):
        def apply_migration(self, state: Any, migration: Any, *args: Any, **options: Any) -> Any:
            recording.editor = None
            printed = printed_by_sqlmigrate(alias, migration)
            by_script = database_after(printed, connection)
            state = super().apply_migration(state, migration, *args, **options)
            recording.editor = None
            sent = as_script(recording.statements, migration)
            texts = in_common(printed), in_common(sent)
            written.append((str(migration), *texts, difference(by_script, connection)))
            return state

        def _run(
            self, migration: Any, change: Callable[..., Any], *args: Any, **options: Any
        ) -> Any:
            def recorded(state: Any, editor: Any) -> Any:
                recording.begin(editor)
                return change(state, editor)

            return super()._run(migration, recorded, *args, **options)

    executor = Recorder(connection)
    with connection.execute_wrapper(recording):
        executor.migrate(executor.loader.graph.leaf_nodes())
    Path(result).write_text(json.dumps(written))


def printed_by_sqlmigrate(alias: str, migration: Any) -> str:
    from django.core.management import call_command

    out = io.StringIO()
    names = migration.app_label, migration.name
    call_command("sqlmigrate", *names, database=alias, stdout=out, verbosity=0, no_color=True)
    return out.getvalue()


def database_after(script: str, connection: Any) -> sqlite3.Connection | None:
    """Run a script on a copy of a SQLite database."""
    if connection.vendor != "sqlite":
        return None
    copy = sqlite3.connect(":memory:")
    connection.ensure_connection()
    connection.connection.backup(copy)
    copy.executescript(script)
    return copy


def difference(by_script: sqlite3.Connection | None, connection: Any) -> str:
    """Say how the schema that a script made differs from that of the database."""
    if by_script is None:
        return ""
    from tests.snapshots.diff import diff
    from tests.snapshots.schemas import read_file

    with closing(by_script):
        return diff(read_file(by_script), read_file(connection.connection))


if __name__ == "__main__":
    main(*sys.argv[1:])
