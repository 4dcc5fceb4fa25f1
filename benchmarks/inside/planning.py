"""Load, order, plan and compute the final state; print the seconds of CPU beyond imports as JSON."""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise
from typing import Any

import django
from django.db import connection

from benchmarks.inside.imports import import_migrations


def measure(executor_class: type[Any]) -> dict[str, float]:
    """Return the CPU of each part; files are imported, and the parts' own modules are, before."""
    times = [time.process_time()]
    import_migrations()
    times.append(time.process_time())
    executor = executor_class(connection)
    times.append(time.process_time())
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    times.append(time.process_time())
    state = executor.loader.project_state()
    times.append(time.process_time())
    assert plan
    assert state.models
    imports, load, plan_, final = (b - a for a, b in pairwise(times))
    return {"imports": imports, "load": load, "plan": plan_, "state": final}


def main(framework: str) -> None:
    django.setup()
    if framework == "ours":
        from migrations_core.executor import MigrationExecutor

        print(json.dumps(measure(MigrationExecutor)))
    else:
        from django.db.migrations.executor import MigrationExecutor as Theirs

        print(json.dumps(measure(Theirs)))


if __name__ == "__main__":
    main(*sys.argv[1:])
