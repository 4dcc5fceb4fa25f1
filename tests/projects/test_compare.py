"""The judgement of two stages sees status, output, schema and rows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.projects.compare import Comparison
from tests.projects.walk import Stage


def database(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE a (x); INSERT INTO a VALUES (1);")
        connection.executescript("".join(statements))
    return path


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(("migrate",), 0, "OK\n", "", database(tmp_path / "stock"))


def test_stages_alike_have_no_differences(stage: Stage, tmp_path: Path) -> None:
    assert Comparison().of_two(stage, replace(stage, database=database(tmp_path / "ours"))) == ""


def test_another_status_is_reported_with_what_each_side_said(stage: Stage) -> None:
    failed = replace(stage, status=1, errors="CommandError: no\n")

    assert Comparison().of_two(stage, failed).splitlines() == [
        "exit status 0 of Django, 1 of ours",
        "Django: ",
        "ours: CommandError: no",
    ]


def test_another_output_is_reported(stage: Stage) -> None:
    assert "+FAILED" in Comparison().of_two(stage, replace(stage, output="FAILED\n"))


def test_django_may_say_that_it_renders_everything(stage: Stage) -> None:
    rendering = replace(stage, output=f"  Rendering model states... DONE\n{stage.output}")

    assert Comparison().of_two(rendering, stage) == ""
    assert "Rendering" in Comparison().of_two(stage, rendering)


def test_success_where_django_fails_is_no_difference(stage: Stage, tmp_path: Path) -> None:
    further = database(tmp_path / "ours", "DROP TABLE a;")

    assert Comparison().of_two(replace(stage, status=1), replace(stage, database=further)) == ""


def test_what_two_failures_say_is_not_compared(stage: Stage) -> None:
    failed = replace(stage, status=1)

    assert Comparison().of_two(failed, replace(failed, output="other", errors="other")) == ""


@pytest.mark.parametrize(
    "statement",
    ["CREATE INDEX i ON a (x);", "UPDATE a SET x = 2;", "DELETE FROM a;", "DROP TABLE a;"],
)
def test_another_database_is_reported_with_the_command(
    stage: Stage, tmp_path: Path, statement: str
) -> None:
    other = replace(stage, database=database(tmp_path / "ours", statement))

    assert Comparison().of([stage], [other]).startswith("after migrate:\n")


def test_the_order_of_columns_counts_unless_told_otherwise(stage: Stage, tmp_path: Path) -> None:
    one, other = (
        database(tmp_path / name, f"CREATE TABLE b ({columns}); INSERT INTO b ({columns}) {values}")
        for name, columns, values in [
            ("one", "x, y", "VALUES (1, 2);"),
            ("other", "y, x", "VALUES (2, 1);"),
        ]
    )

    assert Comparison().of_databases(one, other) != ""
    assert Comparison(column_order=False).of_databases(one, other) == ""
