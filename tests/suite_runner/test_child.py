"""Whatever process of ``runtests.py`` asks for Django's framework gets the one that is under test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = Path(__file__).resolve().parents[1] / "django_suite" / "child.py"
RUNTESTS = """
import multiprocessing

def framework():
    import django.db.migrations
    return django.db.migrations.__name__

if __name__ == "__main__":
    with multiprocessing.get_context({method!r}).Pool(1) as pool:
        print(framework(), pool.apply(framework))
"""


@pytest.mark.parametrize("method", ["fork", "forkserver"])
@pytest.mark.parametrize(
    ("framework", "module"), [("ours", "migrations_core"), ("django", "django.db.migrations")]
)
def test_workers_run_on_the_framework_that_is_tested(
    framework: str, module: str, method: str, tmp_path: Path
) -> None:
    runtests = tmp_path / "runtests.py"
    runtests.write_text(RUNTESTS.format(method=method))
    environment = {**os.environ, "DJANGO_SUITE_FRAMEWORK": framework}

    done = subprocess.run(
        [sys.executable, CHILD, runtests],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == (f"{module} {module}\n", "")
