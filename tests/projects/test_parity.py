"""Real projects end in the same database with us as with stock Django."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.projects.compare import Comparison
from tests.projects.scenarios import Stock
from tests.projects.walk import DJANGO, OURS, Walker
from tests.snapshots.diff import diff
from tests.snapshots.schemas import read_file

pytestmark = pytest.mark.slow


FORWARDS = Comparison()
BACKWARDS = Comparison(column_order=False)


def demand_no(report: str) -> None:
    """Fail with the whole report, which an assertion would cut short."""
    if report:
        pytest.fail(report, pytrace=False)


Expect = Callable[[str], None]


@pytest.fixture
def expect(request: pytest.FixtureRequest, stock: Stock, ours: Walker) -> Expect:
    """Announce what is tried: what is known to end otherwise has to, until it is struck off."""

    def announce(name: str) -> None:
        reason = stock.project.known.get(name)
        if reason and ours.framework == OURS:
            request.applymarker(pytest.mark.xfail(reason=reason, strict=True))

    return announce


@pytest.mark.parametrize(
    ("scenario", "comparison"),
    [("straight", FORWARDS), ("rows", FORWARDS), ("zero", BACKWARDS), ("back", BACKWARDS)],
    ids=["straight", "rows", "zero", "back"],
)
def test_each_command_has_the_outcome_that_it_has_with_django(
    stock: Stock,
    ours: Walker,
    expect: Expect,
    tmp_path: Path,
    scenario: str,
    comparison: Comparison,
) -> None:
    expect(scenario)
    legs = stock.legs(scenario)

    stages = ours.walk_apart([step for leg in legs for step in leg.steps()], tmp_path / "ours")

    demand_no(comparison.of([stage for leg in legs for stage in leg.stages], stages))


def test_what_we_undo_app_after_app_we_can_do_again(
    stock: Stock, ours: Walker, expect: Expect, tmp_path: Path
) -> None:
    if ours.framework == DJANGO:
        pytest.skip("Django fails to undo wagtail and oscar")
    expect("undo")
    commands = [stage.arguments for leg in stock.legs("zero") for stage in leg.stages]
    migrated = stock.migrated().database

    *undone, end = ours.walk(commands, tmp_path / "ours", start=migrated)

    demand_no("".join(stage.errors for stage in (*undone, end) if stage.status))
    demand_no(diff(read_file(migrated).sorted_columns(), read_file(end.database).sorted_columns()))


def test_django_finishes_what_we_began(
    stock: Stock, ours: Walker, django: Walker, expect: Expect, tmp_path: Path
) -> None:
    expect("handed over")
    [leg] = stock.legs("halfway")
    *halfway, rest = [stage.arguments for stage in leg.stages]

    began = ours.walk(halfway, tmp_path / "ours")[-1].database
    [end] = django.walk([rest], tmp_path / "django", start=began)

    demand_no(FORWARDS.of_databases(leg.stages[-1].database, end.database))


def test_we_finish_what_django_began(stock: Stock, ours: Walker, tmp_path: Path) -> None:
    [leg] = stock.legs("halfway")
    *_, began, finished = leg.stages

    [end] = ours.walk([finished.arguments], tmp_path / "ours", start=began.database)

    demand_no(FORWARDS.of_two(finished, end))


def test_what_sqlmigrate_prints_makes_the_schema_when_run_as_a_script(
    stock: Stock, ours: Walker, expect: Expect, tmp_path: Path
) -> None:
    expect("sqlmigrate")
    if not stock.project.scripted:
        pytest.skip(f"not for {stock.project.name}")
    if ours.framework == DJANGO:
        pytest.skip("columns of rebuilt tables have another order in Django's sqlmigrate")
    commands = [("sqlmigrate", *node, *stock.alias) for node in stock.plan()]

    printed = ours.walk_printed(commands, tmp_path / "ours")
    demand_no("".join(stage.errors for stage in printed if stage.status))
    made = read_file(printed[-1].database)

    migrated = read_file(stock.migrated().database).without("django_migrations")
    gap = diff(migrated, made)
    demand_no(gap if gap != "\n".join(stock.project.script_gap) else "")
