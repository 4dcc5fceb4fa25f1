"""Carry out a job and write down every statement that goes to the database: ``FILE JOB``."""

from __future__ import annotations

import json
import pickle
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

from benchmarks.inside.zero import migrate_to_zero

DEFINITIONS = ("CREATE", "ALTER", "DROP", "COMMENT")
TRANSACTIONS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
Event = tuple[str, str, Any]  # what, SQL, parameters


def record(job: Callable[[], object]) -> list[Event]:
    """Run a job; return its statements with the boundaries of transactions."""
    events: list[Event] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        outcome = execute(sql, params, many, context)
        # Only now: an editor that holds statements back sends them before this one.
        events.append(("many" if many else "one", str(sql), params))
        return outcome

    _note_transactions(events)
    with connection.execute_wrapper(note):
        job()
    return events


def _note_transactions(events: list[Event]) -> None:
    wrapper: Any = connection
    commit, rollback, set_autocommit = (
        wrapper._commit,
        wrapper._rollback,
        wrapper._set_autocommit,
    )

    def noted(sql: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def calling(*arguments: Any) -> Any:
            if arguments != (True,):  # to switch autocommit on sends nothing
                events.append(("transaction", sql, None))
            return call(*arguments)

        return calling

    connection.ensure_connection()
    wrapper._commit = noted("COMMIT", commit)
    wrapper._rollback = noted("ROLLBACK", rollback)
    wrapper._set_autocommit = noted("BEGIN", set_autocommit)


def counts(events: list[Event]) -> dict[str, int]:
    """Count the statements: all, those that define the schema, and by their first words."""
    words = Counter(_kind(sql) for what, sql, _ in events if what != "transaction")
    for word in TRANSACTIONS:
        del words[word]
    schema = sum(number for word, number in words.items() if word.split()[0] in DEFINITIONS)
    return {"all": words.total(), "schema": schema, **dict(words.most_common())}


def _kind(sql: str) -> str:
    words = sql.upper().split(None, 2)
    return " ".join(words[:2]).split("(")[0] if words[0] in (*DEFINITIONS, "PRAGMA") else words[0]


def main(path: str, job: str) -> None:
    django.setup()
    jobs = {
        "zero": migrate_to_zero,
        "migrate": lambda: call_command("migrate", verbosity=0, interactive=False),
        "noop": lambda: call_command("migrate", interactive=False),
    }
    events = record(jobs[job])
    Path(path).write_bytes(pickle.dumps(events))
    Path(path).with_suffix(".json").write_text(json.dumps(counts(events)))


if __name__ == "__main__":
    main(*sys.argv[1:])
