"""Run a process to its end and say what it took, its children included."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.results import Sample

REPOSITORY = Path(__file__).resolve().parents[1]
KIB_PER_MIB = 1024
BYTES_PER_KIB = 1024 if sys.platform == "darwin" else 1  # ru_maxrss is in bytes there


class ProcessFailed(Exception):
    """A measured process has ended with an error."""


def run_python(
    arguments: Sequence[str], *, directory: Path, environment: Mapping[str, str]
) -> tuple[Sample, str]:
    """Run this Python with arguments; return what it took and what it printed."""
    whole = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(directory), str(REPOSITORY)]),
        "PYTHONHASHSEED": "0",
        **environment,
    }
    # Else all that is imported would be compiled again in every process.
    whole.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryFile() as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=directory,
            env=whole,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        # wait4 gives the usage of this child alone, unlike getrusage(RUSAGE_CHILDREN).
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read().decode(errors="replace")
    if process.returncode:
        raise ProcessFailed(f"{' '.join(arguments)}: status {process.returncode}\n{printed}")
    peak = usage.ru_maxrss / BYTES_PER_KIB / KIB_PER_MIB
    return Sample(usage.ru_utime + usage.ru_stime, wall, peak), printed
