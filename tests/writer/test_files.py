"""Files are on the disk whole or not at all."""

from __future__ import annotations

import os
import stat
import textwrap
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from migrations_core.exceptions import UnwritableFileError
from migrations_core.writer import files
from migrations_core.writer.files import format_files, write_files


def tree(directory: Path) -> dict[str, str]:
    """Read every file below a directory."""
    return {
        str(path.relative_to(directory)): path.read_text()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def test_missing_directories_become_packages(tmp_path: Path) -> None:
    write_files({str(tmp_path / "a" / "migrations" / "0001.py"): "text"})

    assert tree(tmp_path) == {
        "a/__init__.py": "",
        "a/migrations/0001.py": "text",
        "a/migrations/__init__.py": "",
    }


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "0001.py"
    path.write_text("old")
    path.chmod(0o600)

    write_files({str(path): "new"})

    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600)


def test_a_link_still_leads_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text("old")
    (tmp_path / "link.py").symlink_to(tmp_path / "real.py")

    write_files({str(tmp_path / "link.py"): "new"})

    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_text() == "new"


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), OSError(28, "No space left")])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_an_interruption_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interruption: BaseException, call: str
) -> None:
    (tmp_path / "0001.py").write_text("old")
    before = tree(tmp_path)

    def interrupted(*args: Any) -> None:
        raise interruption

    monkeypatch.setattr(os, call, interrupted)
    with pytest.raises((KeyboardInterrupt, UnwritableFileError)):
        write_files({str(tmp_path / "new" / "1.py"): "a", str(tmp_path / "0001.py"): "b"})

    assert tree(tmp_path) == before
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_one_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def open_full(*args: Any, **kwargs: Any) -> Any:
        return open("/dev/full", "w")

    monkeypatch.setattr(files, "open", open_full, raising=False)
    path = str(tmp_path / "0001.py")

    with pytest.raises(UnwritableFileError) as raised:
        write_files({path: "text"})

    assert str(raised.value) == f"Could not write {path}: No space left on device."


def formatter(directory: Path, name: str, script: str) -> None:
    path = directory / name
    path.write_text(f"#!/bin/sh\n{textwrap.dedent(script)}")
    path.chmod(0o755)


@pytest.fixture
def path_of_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    return programs


ECHO = 'echo "$(/usr/bin/basename "$0") $*" > "$LOG"'


@pytest.mark.parametrize(
    ("installed", "expected"),
    [
        (["black"], "black --fast -- a.py b.py\n"),
        (["ruff"], "ruff format --quiet -- a.py b.py\n"),
        (["black", "ruff"], "black --fast -- a.py b.py\n"),
    ],
)
def test_files_are_formatted_by_what_is_installed(
    path_of_programs: Path,
    monkeypatch: pytest.MonkeyPatch,
    installed: list[str],
    expected: str,
) -> None:
    log = path_of_programs / "log"
    monkeypatch.setenv("LOG", str(log))
    for name in installed:
        formatter(path_of_programs, name, ECHO)

    format_files(["a.py", "b.py"])

    assert log.read_text() == expected


def test_without_a_formatter_files_stay_as_they_are(path_of_programs: Path, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a='1'")

    format_files([str(tmp_path / "a.py")])

    assert (tmp_path / "a.py").read_text() == "a='1'"


def test_a_formatter_that_cannot_start_is_reported(path_of_programs: Path) -> None:
    (path_of_programs / "black").write_text("no program")
    (path_of_programs / "black").chmod(0o755)
    errors = StringIO()

    format_files(["a.py"], stderr=errors)

    assert errors.getvalue().startswith("Formatters failed to launch:")
