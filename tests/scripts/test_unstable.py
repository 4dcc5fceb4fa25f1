"""Programs of another release run with the C library that came with them, or it is said why there are none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import unstable
from places import SetupError

LOADER = """#!/bin/sh
echo "loader: $@"
"""


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_a_program_is_started_by_the_loader_beside_it_under_the_name_that_was_asked_for(
    tmp_path: Path,
) -> None:
    libraries = tmp_path / "usr" / "lib" / "somewhere"
    loader = put(libraries / "ld-linux-somewhere.so.2", LOADER)
    server = put(tmp_path / "usr" / "sbin" / "mysqld", "not for this machine")
    put(tmp_path / "usr" / "include" / f"python{unstable.PYTHON}" / "Python.h", "")

    unstable._wrap(tmp_path)
    done = subprocess.run([server, "--version"], capture_output=True, text=True, check=True)

    assert done.stdout == (
        f"loader: --library-path {loader.parent} --argv0 {server} {server}.elf --version\n"
    )


def test_without_apt_get_it_is_said_what_cannot_be_had(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SetupError) as refusal:
        unstable._make(tmp_path / "folder")

    assert str(refusal.value) == (
        "Python 3.14, PostgreSQL 18 and MySQL 9.7 come from Debian's packages; there is no apt-get here."
    )
