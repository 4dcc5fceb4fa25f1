"""The fuzzer finds nothing in a few rounds that are always the same, and finds what was planted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import VENDORS, demand_server

REPOSITORY = Path(__file__).parents[2]
ROUNDS = {
    "sqlite": ("--seed=1", "--rounds=3"),
    "postgresql": ("--seed=1", "--rounds=2"),
    "mysql": ("--seed=1", "--rounds=2"),
}

PLANTED = """
from migrations_core.operations import AddField
from tests.fuzz.command_line import main

AddField.database_forwards = lambda *arguments: None
raise SystemExit(main())
"""


def run(out: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments, f"--out={out}"],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("vendor", ["sqlite", *VENDORS])
def test_nothing_differs_in_a_few_rounds(vendor: str, tmp_path: Path) -> None:
    if vendor != "sqlite":
        demand_server(vendor)
    ran = run(tmp_path, "-m", "tests.fuzz", f"--db={vendor}", "--steps=4", *ROUNDS[vendor])

    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout


@pytest.mark.slow
def test_a_planted_fault_is_found_and_made_small(tmp_path: Path) -> None:
    found = run(tmp_path, "-c", PLANTED, "--seed=6", "--rounds=1", "--steps=1")
    (kept,) = tmp_path.iterdir()
    small = run(tmp_path, "-c", PLANTED, f"--shrink={kept}", "--minutes=5")

    assert found.returncode == 1
    assert "by_django: schema: " in found.stdout
    models = small.stdout.partition("by_django: schema: ")[0]
    assert (models.count("class "), models.count(" = models.")) == (2, 1), small.stdout
