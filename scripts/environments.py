"""Virtual environments below ``.cache/``: one per Python and series of Django, made once and reused."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import threading
import tomllib
from pathlib import Path

import matrix
import pythons
from places import CACHE, ROOT, SetupError

PYPROJECT = ROOT / "pyproject.toml"
_BUILDING = threading.Lock()  # a build writes beside what it builds


def python_for(django: str, *groups: str, version: str = "") -> Path:
    """Return the Python of an environment with a series of Django, us, and dependency groups.

    It is made with a Python of the given version, else with the one that runs this.
    """
    python = pythons.find(version) if version else pythons.running()
    if not matrix.is_new_enough(python.version, django):
        oldest = matrix.PYTHONS_OF[django][0]
        raise SetupError(
            f"Django {django} needs Python {oldest} or later; this is {python.version}."
        )
    directory = CACHE / "venvs" / f"django-{django}-py{python.version}"
    requirements = [f"django~={django}.0", *_in_groups(groups)]
    stamp = _stamp(directory, python, requirements)
    if not stamp.exists():
        place = directory.relative_to(ROOT)
        print(f"Setting up Django {django} for Python {python.version} in {place}", flush=True)
        make(python, directory)
        install(directory, *requirements)
        with _BUILDING:
            install(directory, "--no-deps", "--editable", str(ROOT))
        stamp.touch()
    return directory / "bin" / "python"


def make(python: pythons.Python, directory: Path) -> None:
    """Make an environment with nothing but pip in it, unless it is there."""
    if (directory / "bin" / "pip").exists():
        return
    shutil.rmtree(directory, ignore_errors=True)
    if not pythons.brings_pip(python):
        _make(python, directory, "--without-pip")
        _run_pip(_own_pip(directory), "install", "pip")
        return
    _make(python, directory)


def install(directory: Path, *requirements: str) -> None:
    """Install into an environment."""
    _run_pip([str(directory / "bin" / "python"), "-m", "pip"], "install", *requirements)


def _in_groups(groups: tuple[str, ...]) -> list[str]:
    """Return the requirements of dependency groups; the pip of older Pythons cannot read them."""
    listed = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["dependency-groups"]
    return [requirement for group in groups for requirement in listed[group]]


def _stamp(directory: Path, python: pythons.Python, requirements: list[str]) -> Path:
    """Return the file whose presence says that exactly this has been installed."""
    content = PYPROJECT.read_text(encoding="utf-8") + python.build + "\n".join(requirements)
    return directory / f"installed-{hashlib.sha256(content.encode()).hexdigest()[:16]}"


def _make(python: pythons.Python, directory: Path, *options: str) -> None:
    command = [str(python.path), "-m", "venv", *options, str(directory)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"Cannot make a virtual environment: {_complaint(done)}")


def _own_pip(directory: Path) -> list[str]:
    """Return the pip of the Python that runs this, told to work on another environment."""
    own = CACHE / "venvs" / "pip"
    make(pythons.running(), own)
    return [str(own / "bin" / "python"), "-m", "pip", "--python", str(directory / "bin" / "python")]


def _run_pip(pip: list[str], *arguments: str) -> None:
    command = [*pip, "--disable-pip-version-check", *arguments, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(
            "Cannot install what the project needs; is the package index reachable? "
            f"pip says: {_complaint(done)}"
        )


def _complaint(done: subprocess.CompletedProcess[str]) -> str:
    """Return the line in which a failed command says what is wrong."""
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or [f"exit status {done.returncode}"])[-1]
