"""Measure migrations_core beside stock Django, on servers that are started for it where there are none."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pythons
import servers
from ci import DRIVERS, GROUPS
from environments import python_for
from matrix import newest_django
from places import CACHE, ROOT

DRAWING = "bench"  # the group that draws the pictures
OUTPUT = CACHE / "benchmarks"


def run(arguments: Sequence[str]) -> int:
    """Run a command of the benchmarks; without one, measure small projects and show the page."""
    python = python_for(newest_django(pythons.running().version), *GROUPS, *DRIVERS, DRAWING)
    if arguments and arguments[0] != "run":
        return _benchmarks(python, arguments, servers.NONE)
    with servers.running() as found:
        environment = found.environment
        if arguments:
            return _benchmarks(python, arguments, environment)
        results = OUTPUT / "results.json"
        report = ("report", str(results), "--docs", str(OUTPUT))
        # The command is part of the results: without the place of this checkout.
        measure = ("run", "--output", str(results.relative_to(ROOT)))
        return _benchmarks(python, measure, environment) or _benchmarks(python, report, environment)


def _benchmarks(python: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    command = [str(python), "-m", "benchmarks", *arguments]
    whole = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=whole, check=False).returncode
