"""In a project with many functions, none of them has more models made than it looks at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.databases import Database
from benchmarks.generator import Size
from benchmarks.processes import run_python
from benchmarks.projects import generated

pytestmark = pytest.mark.slow

COUNTING = """
import json

import django
from django.db import connection, migrations

django.setup()
from migrations_core.executor import MigrationExecutor
from migrations_core.operations import RunPython

COUNTS = []


def counted(code):
    def counting(apps, editor):
        before = {*apps.rendered_models()}
        code(apps, editor)
        made, is_complete = {*apps.rendered_models()} - before, apps.is_complete
        # From here on all are made.
        COUNTS.append([len(made), is_complete, sum(map(len, apps.all_models.values()))])

    return counting


executor = MigrationExecutor(connection)
for migration in executor.loader.disk_migrations.values():
    for operation in migration.operations:
        if isinstance(operation, RunPython):
            operation.code = counted(operation.code)
executor.migrate(executor.loader.graph.leaf_nodes())
print(json.dumps(COUNTS))
"""


def test_functions_complete_only_the_models_that_they_look_at(tmp_path: Path) -> None:
    project = generated(Size.parse("5x6x16+rows"), tmp_path)
    (project.directory / "counting.py").write_text(COUNTING)
    environment = {
        **project.environment("ours"),
        **Database("sqlite", str(tmp_path / "db")).environment,
    }
    _, printed = run_python(["counting.py"], directory=project.directory, environment=environment)
    counts = json.loads(printed.splitlines()[-1])
    made, completions, models = zip(*counts, strict=True)
    assert len(counts) == 9
    assert max(models) > 30
    # The model itself, and one that refers to it where the function looks back.
    assert set(made) <= {0, 1, 2}
    assert set(completions) == {False}
