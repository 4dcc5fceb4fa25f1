"""Get files onto the disk whole or not at all, and formatted as the project formats its code."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from typing import Any

from migrations_core.exceptions import UnwritableFileError

FORMATTERS = (
    # The one that Django uses goes first, so that nothing changes for who has it.
    ("black", ("--fast", "--")),
    ("ruff", ("format", "--quiet", "--")),
)


PACKAGE_MARKER = "__init__.py"


def write_files(texts: Mapping[str, str]) -> None:
    """Write files, given as ``{path: text}``: all are on the disk under other names before the first gets its own.

    Directories that are missing become packages. Whatever interrupts it, a full disk or Ctrl-C, leaves no half-written
    file and no new directory behind, and files that were there before as they were.
    """
    with ExitStack() as undo:
        try:
            written = [(_write_beside(path, text, undo), path) for path, text in texts.items()]
            for temporary, path in written:
                os.replace(temporary, os.path.realpath(path))
        except OSError as error:
            where = error.filename or ", ".join(texts)
            raise UnwritableFileError(f"Could not write {where}: {error.strerror}.") from error
        undo.pop_all()


def format_files(paths: Iterable[str], stderr: Any = None) -> None:
    """Format files with black or ruff, if one of them is on PATH; a failure never fails the caller."""
    paths = list(paths)
    command = _formatter()
    if not paths or command is None:
        return
    try:
        subprocess.run([*command, *paths], capture_output=True, check=False)
    except OSError:
        stream = stderr or sys.stderr
        stream.write("Formatters failed to launch:")
        traceback.print_exc(file=stream)


def _formatter() -> list[str] | None:
    for name, arguments in FORMATTERS:
        if executable := shutil.which(name):
            return [executable, *arguments]
    return None


def _write_beside(path: str, text: str, undo: ExitStack) -> str:
    """Write to another name in the directory of ``path``, which no loader takes for a migration."""
    target = os.path.realpath(path)
    directory, name = os.path.split(target)
    _make_package(directory, undo)
    temporary = os.path.join(directory, f".{name}.{secrets.token_hex(4)}.tmp")
    undo.callback(_remove, temporary)
    with open(temporary, "x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        # Where the disk is full without a write failing, and for a crash right after the renaming.
        os.fsync(file.fileno())
    if os.path.exists(target):
        shutil.copymode(target, temporary)
    return temporary


def _make_package(directory: str, undo: ExitStack) -> None:
    if os.path.isdir(directory):
        return
    _make_package(os.path.dirname(directory), undo)
    undo.callback(_remove_empty_package, directory)
    os.mkdir(directory)
    with open(os.path.join(directory, PACKAGE_MARKER), "x", encoding="utf-8"):
        pass


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _remove_empty_package(directory: str) -> None:
    # Not empty when an earlier file of the same run already has its name.
    with suppress(OSError):
        if set(os.listdir(directory)) <= {PACKAGE_MARKER}:
            shutil.rmtree(directory)
