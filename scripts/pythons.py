"""The Pythons of this machine, and the newest one from Debian's unstable suite where it has none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import unstable
from places import SetupError

PLACES = ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")
PROBE = """
import sys, venv
print(sys.executable)
print(".".join(map(str, sys.version_info[:2])))
print(repr(sys.version))
"""


@dataclass(frozen=True, slots=True)
class Python:
    """An interpreter: `version` is the series, `build` all that it says of itself."""

    path: Path
    version: str
    build: str


def running() -> Python:
    """Return the Python that runs this."""
    version = ".".join(map(str, sys.version_info[:2]))
    return Python(Path(sys.executable), version, repr(sys.version))


@cache
def find(version: str) -> Python:
    """Return a Python of a series such as 3.12."""
    here = running()
    if here.version == version:
        return here
    for path in _candidates(version):
        found = _probed(path)
        if found and found.version == version:
            return found
    if version == unstable.PYTHON:
        found = _probed(unstable.program(f"usr/bin/python{version}"))
        if found:
            return found
    raise SetupError(f"No Python {version} with the module venv was found.")


def brings_pip(python: Python) -> bool:
    """Tell whether environments made by a Python have pip; Debian takes that apart."""
    done = subprocess.run([python.path, "-c", "import ensurepip"], capture_output=True, check=False)
    return done.returncode == 0


def _candidates(version: str) -> Iterator[Path]:
    """Yield what may be a Python; a shim of pyenv may refuse to be one."""
    name = f"python{version}"
    if on_path := shutil.which(name):
        yield Path(on_path)
    home = os.environ.get("HOME")
    if home:
        yield from sorted(Path(home, ".pyenv", "versions").glob(f"{version}.*/bin/python"))
    for place in PLACES:
        yield Path(place, name)


def _probed(path: Path) -> Python | None:
    try:
        done = subprocess.run([path, "-c", PROBE], capture_output=True, text=True, check=False)
    except OSError:
        return None
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) != 3:
        return None
    executable, version, build = lines
    return Python(Path(executable), version, build)
