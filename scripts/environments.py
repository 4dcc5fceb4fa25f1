"""Virtual environments below ``.cache/``: one per series of Django, made once and reused."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
PYPROJECT = ROOT / "pyproject.toml"
DJANGO_NEEDS = {"6.1": (3, 12), "6.0": (3, 12), "5.2": (3, 10)}


class SetupError(Exception):
    """Something that the commands need cannot be had here; the message is one clear sentence."""


def newest_django() -> str:
    """Return the newest series of Django that runs on this Python."""
    return next(series for series, needs in DJANGO_NEEDS.items() if sys.version_info >= needs)


def python_for(django: str, *groups: str) -> Path:
    """Return the Python of an environment with a series of Django, us, and dependency groups."""
    needs = DJANGO_NEEDS[django]
    version = ".".join(map(str, sys.version_info[:2]))
    if sys.version_info < needs:
        wanted = ".".join(map(str, needs))
        raise SetupError(
            f"Django {django} needs Python {wanted} or later; only {version} was found."
        )
    directory = CACHE / "venvs" / f"django-{django}-py{version}"
    requirements = [f"django~={django}.0", *_in_groups(groups)]
    stamp = _stamp(directory, requirements)
    if not stamp.exists():
        print(
            f"Setting up Django {django} for Python {version} in {directory.relative_to(ROOT)}",
            flush=True,
        )
        _create(directory)
        _install(directory, requirements)
        stamp.touch()
    return directory / "bin" / "python"


def _in_groups(groups: tuple[str, ...]) -> list[str]:
    """Return the requirements of dependency groups; the pip of older Pythons cannot read them."""
    listed = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["dependency-groups"]
    return [requirement for group in groups for requirement in listed[group]]


def _stamp(directory: Path, requirements: list[str]) -> Path:
    """Return the file whose presence says that exactly this has been installed."""
    content = PYPROJECT.read_text(encoding="utf-8") + sys.version + "\n".join(requirements)
    return directory / f"installed-{hashlib.sha256(content.encode()).hexdigest()[:16]}"


def _create(directory: Path) -> None:
    if (directory / "bin" / "pip").exists():
        return
    shutil.rmtree(directory, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(directory)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"Cannot make a virtual environment: {_complaint(done)}")


def _install(directory: Path, requirements: list[str]) -> None:
    pip = [str(directory / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    command = [*pip, "install", "--quiet", "--editable", str(ROOT), *requirements]
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
