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
HASHING = """
import hashlib

def passwords():
    slow = hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", 9)
    return slow, hashlib.scrypt(b"secret", salt=b"salt", n=2, r=8, p=1)

print([before is after for before, after in zip(passwords(), passwords())])
"""


def run(runtests: Path, text: str, framework: str) -> tuple[str, str]:
    runtests.write_text(text)
    done = subprocess.run(
        [sys.executable, CHILD, runtests],
        env={**os.environ, "DJANGO_SUITE_FRAMEWORK": framework},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout, done.stderr


@pytest.mark.parametrize("method", ["fork", "forkserver"])
@pytest.mark.parametrize(
    ("framework", "module"), [("ours", "migrations_core"), ("django", "django.db.migrations")]
)
def test_workers_run_on_the_framework_that_is_tested(
    framework: str, module: str, method: str, tmp_path: Path
) -> None:
    ran = run(tmp_path / "runtests.py", RUNTESTS.format(method=method), framework)

    assert ran == (f"{module} {module}\n", "")


def test_a_password_is_hashed_once(tmp_path: Path) -> None:
    assert run(tmp_path / "runtests.py", HASHING, "django") == ("[True, True]\n", "")
