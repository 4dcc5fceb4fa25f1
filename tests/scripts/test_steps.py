"""Steps run side by side, and the longest begin first."""

from __future__ import annotations

from pathlib import Path

import pytest

import checks
import steps
from servers import NONE, Servers
from steps import Step, run_stages

STAGE = [
    Step("short", ("/bin/true",), minutes=1),
    Step("unknown", ("/bin/true",)),
    Step("long", ("/bin/false",), minutes=20),
]


def test_the_longest_step_of_a_stage_begins_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(steps, "LOGS", tmp_path)

    results = run_stages([STAGE, STAGE[1:2]], workers=1)

    assert [(result.step.name, result.status) for result in results] == [
        ("long", 1),
        ("short", 0),
        ("unknown", 0),
        ("unknown", 0),
    ]


def test_a_step_may_start_python_anew_for_each_script() -> None:
    step = checks.pytest(checks.Target("3.13", "6.1", Path("python")), Servers(NONE))
    new = checks.in_new_processes(step)

    assert new.name == f"{step.name}, new processes"
    assert new.environment == {**step.environment, "TEST_NEW_PROCESSES": "1"}
