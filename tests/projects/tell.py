"""Let a project live through a story on a database server.

A script, started in a scratch project: it reads `{"project": name, "chapters": [...], "result":
path}` from its input and leaves a pickle of who owns `migrate` and of a tuple per chapter.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import django
from django.core.management import get_commands

from tests.projects.catalogue import PROJECTS
from tests.projects.run_many import prepare, run
from tests.projects.scratch import DATABASE, VENDOR
from tests.projects.server_fill import fill
from tests.servers import connect
from tests.snapshots.schemas import read_server
from tests.snapshots.server_rows import read_mysql_rows, read_postgresql_rows

READERS = {
    "postgresql": read_postgresql_rows,
    "mysql": read_mysql_rows,
}


def main() -> None:
    script = json.load(sys.stdin)
    vendor, database = os.environ[VENDOR], os.environ[DATABASE]
    django.setup()
    prepare(name for chapter in script["chapters"] for name, *_ in chapter["commands"])
    overrides = next(p.overrides for p in PROJECTS if p.name == script["project"])
    told = []
    for chapter in script["chapters"]:
        if chapter["fill"]:
            with closing(connect(vendor, database)) as connection:
                schema = read_server(vendor, connection)
                fill(connection, schema, vendor=vendor, round_=chapter["fill"], overrides=overrides)
        told.append(_chapter(chapter, vendor, database))
        if told[-1][1]:
            break
    Path(script["result"]).write_bytes(pickle.dumps((get_commands()["migrate"], told)))


def _chapter(chapter: dict[str, Any], vendor: str, database: str) -> tuple[Any, ...]:
    """Run a chapter's commands until one fails, then look at the database."""
    outcomes = []
    with tempfile.TemporaryDirectory() as directory:
        for command in chapter["commands"]:
            outcomes.append(run(command, Path(directory, "outcome.json")))
            if outcomes[-1]["status"]:
                break
    with closing(connect(vendor, database)) as connection:
        schema = read_server(vendor, connection)
        rows = READERS[vendor](connection, schema)
    if not chapter["ordered"]:
        schema = schema.sorted_columns()
        rows = tuple(table.sorted_columns() for table in rows)
    output = "".join(outcome["output"] for outcome in outcomes)
    errors = "".join(outcome["errors"] for outcome in outcomes)
    return chapter["name"], outcomes[-1]["status"], output, errors, schema, rows


if __name__ == "__main__":
    main()
