"""A recording is believed only while everything that it was made from is as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.projects.catalogue import CONTRIB_PROJECT, Project
from tests.projects.recordings import Leg, digest, recorded
from tests.projects.walk import Stage


class Scenario:
    """Makes a database and counts how often."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, path: Path) -> list[Leg]:
        self.made += 1
        path.mkdir()
        with closing(sqlite3.connect(path / "0.sqlite3")) as connection:
            connection.execute("CREATE TABLE a (x)")
        return [Leg(None, [Stage(("migrate",), 0, "OK\n", "", path / "0.sqlite3")])]


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


@pytest.fixture
def record(scenario: Scenario, tmp_path: Path) -> Callable[[Project], list[Leg]]:
    return lambda project: recorded(project, "some", scenario, recordings=tmp_path)


Record = Callable[[Project], list[Leg]]


def test_a_scenario_is_played_once(record: Record, scenario: Scenario) -> None:
    first, second = record(CONTRIB_PROJECT), record(CONTRIB_PROJECT)

    assert first == second
    assert scenario.made == 1


def test_a_project_that_changed_is_played_again_and_the_old_recording_removed(
    record: Record, scenario: Scenario, tmp_path: Path
) -> None:
    record(CONTRIB_PROJECT)
    record(replace(CONTRIB_PROJECT, settings=CONTRIB_PROJECT.settings + "LANGUAGE_CODE = 'de'\n"))

    assert scenario.made == 2
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_runs_side_by_side_play_a_scenario_once(record: Record, scenario: Scenario) -> None:
    with ThreadPoolExecutor() as pool:
        first, second = pool.map(record, [CONTRIB_PROJECT] * 2)

    assert first == second
    assert scenario.made == 1


def test_a_changed_file_of_the_project_is_noticed(tmp_path: Path) -> None:
    source = tmp_path / "models.py"
    source.write_text("one = 1\n")
    project = replace(CONTRIB_PROJECT, tree=tmp_path)
    before = digest(project)

    source.write_text("one = 2\n")

    assert digest(project) != before


def test_a_damaged_database_is_noticed(record: Record, scenario: Scenario) -> None:
    [leg] = record(CONTRIB_PROJECT)
    with leg.stages[0].database.open("ab") as file:
        file.write(b"x")

    record(CONTRIB_PROJECT)

    assert scenario.made == 2


def test_a_missing_database_is_noticed(record: Record, scenario: Scenario) -> None:
    [leg] = record(CONTRIB_PROJECT)
    leg.stages[0].database.unlink()

    record(CONTRIB_PROJECT)

    assert scenario.made == 2
