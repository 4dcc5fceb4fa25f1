"""Run several management commands on one database, keep the database after each.

A script, started in a scratch project: it reads `{"commands": [[...]], "starts": [...], "keep":
directory}` from its input and writes `keep/outcomes.json`. A start is a database to copy over the
one that is worked on before a command, or null to go on with what is there. With `"execute": true`
what a command prints is run on the database as a script. Each command runs in
a fork: starting a large project costs more than most commands, and what a failed one leaves in its
process (broken connections) must not reach the next.
"""

from __future__ import annotations

import gc
import io
import json
import os
import shutil
import sqlite3
import sys
import traceback
from collections.abc import Iterable
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import django
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.db import connections


def prepare(names: Iterable[str]) -> None:
    """Import what the forks will want, once, and have none of them copy what its collector looks at."""
    owners = get_commands()
    for name in set(names):
        load_command_class(owners[name], name)
    gc.collect()
    gc.freeze()


def run(arguments: list[str], report: Path) -> dict[str, Any]:
    """Run a command in a fork, which reports what happened in a file."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        outcome: dict[str, Any] = json.loads(report.read_text())
        return outcome
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = _status(arguments)
        connections.close_all()
    outcome = {"arguments": arguments, "status": status}
    report.write_text(json.dumps({**outcome, "output": out.getvalue(), "errors": err.getvalue()}))
    os._exit(0)


def _status(arguments: list[str]) -> int:
    """Do what the interpreter does at the end of manage.py: an exception is printed and exits 1."""
    try:
        ManagementUtility(["manage.py", *arguments]).execute()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:
        traceback.print_exc()
        return 1
    return 0


def execute(sql: str, database: Path) -> dict[str, Any]:
    """Run a script; return what that changes in the outcome of the command which printed it."""
    with closing(sqlite3.connect(database)) as connection:
        try:
            connection.executescript(sql)
        except sqlite3.Error as error:
            return {"status": 1, "errors": f"{error!r} in:\n{sql}"}
    return {}


def main() -> None:
    script = json.load(sys.stdin)
    keep = Path(script["keep"])
    database = Path(os.environ["MIGRATED_DATABASE"])
    django.setup()
    prepare(name for name, *_ in script["commands"])
    outcomes = []
    steps = zip(script["starts"], script["commands"], strict=True)
    for position, (start, arguments) in enumerate(steps):
        if start:
            shutil.copyfile(start, database)
        outcome = run(arguments, keep / f"{position}.json")
        if script["execute"]:
            outcome |= execute(outcome["output"], database)
        outcomes.append({**outcome, "database": f"{position}.sqlite3"})
        shutil.copyfile(database, keep / f"{position}.sqlite3")
    result = {"framework": get_commands()["migrate"], "outcomes": outcomes}
    (keep / "outcomes.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()
