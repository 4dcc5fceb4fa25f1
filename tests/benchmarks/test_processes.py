"""What a process took is its own, and a failure shows what the process said."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.processes import ProcessFailed, run_python

BUSY = "import time\nwhile time.process_time() < 0.3: pass\nprint('done')"
LARGE = "x = bytearray(150 * 2**20)"


def test_a_busy_process_has_used_its_cpu(tmp_path: Path) -> None:
    sample, printed = run_python(["-c", BUSY], directory=tmp_path, environment={})

    assert sample.cpu >= 0.3
    assert sample.wall >= 0.3
    assert printed == "done\n"


def test_memory_is_counted_for_each_process_alone(tmp_path: Path) -> None:
    large, _ = run_python(["-c", LARGE], directory=tmp_path, environment={})
    small, _ = run_python(["-c", "pass"], directory=tmp_path, environment={})

    assert large.peak >= 150
    assert small.peak <= large.peak


def test_a_failure_says_what_the_process_said(tmp_path: Path) -> None:
    with pytest.raises(ProcessFailed, match="status 3\nbecause"):
        run_python(
            ["-c", "print('because'); raise SystemExit(3)"], directory=tmp_path, environment={}
        )
