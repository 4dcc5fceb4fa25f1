"""The tests of the installed Django: fetched from the package index into a cache that git
ignores."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

SOURCE_VARIABLE = "DJANGO_SDIST_DIR"


class SdistUnavailable(Exception):
    """Django's source distribution can neither be found nor fetched."""


def tests_directory(version: str, cache: Path) -> Path:
    """Return the directory of Django's ``runtests.py``, fetching and unpacking it when it is new.

    ``DJANGO_SDIST_DIR`` may name a directory that holds ``django-X.Y.Z/`` or
    ``django-X.Y.Z.tar.gz`` already.
    """
    for parent in (_given_directory(), cache):
        tests = parent / f"django-{version}" / "tests" if parent else None
        if tests and (tests / "runtests.py").is_file():
            return tests
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # runs side by side need the same one
        tests = cache / f"django-{version}" / "tests"
        if not (tests / "runtests.py").is_file():
            _unpack(_given_archive(version) or _download(version, cache), cache)
    return tests


def _given_directory() -> Path | None:
    value = os.environ.get(SOURCE_VARIABLE)
    return Path(value) if value else None


def _given_archive(version: str) -> Path | None:
    directory = _given_directory()
    archive = directory / f"django-{version}.tar.gz" if directory else None
    return archive if archive and archive.is_file() else None


def _download(version: str, cache: Path) -> Path:
    target = cache / "sdist"
    target.mkdir(parents=True, exist_ok=True)
    found = _archives(target, version)
    if found:
        return found[0]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(target)]
    request = ["--no-binary", "django", f"django=={version}"]
    # pip wants the metadata of what it downloads; the installed setuptools gives it faster than an
    # isolated build.
    for options in (["--no-build-isolation"], []):
        attempt = subprocess.run(
            [*pip, *options, *request], capture_output=True, text=True, check=False
        )
        found = _archives(target, version)
        if found:
            return found[0]
    raise SdistUnavailable(
        f"Cannot download the sdist of Django {version}: {_last_line(attempt.stderr)}"
        f" (to work without network, set {SOURCE_VARIABLE} to a directory that has the .tar.gz)"
    )


def _archives(directory: Path, version: str) -> list[Path]:
    return [
        path
        for path in directory.glob("*.tar.gz")
        if path.name.lower() == f"django-{version}.tar.gz"
    ]


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "pip gave no reason"


def _unpack(archive: Path, cache: Path) -> None:
    """Unpack beside the final place and rename, so that an interrupted run leaves no half of a
    tree."""
    staging = cache / f"unpacking-{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    with tarfile.open(archive) as tar:
        tar.extractall(staging, filter="data")
    (unpacked,) = staging.iterdir()
    final = cache / archive.name.lower().removesuffix(".tar.gz")
    if final.exists():
        shutil.rmtree(final)
    unpacked.rename(final)
    staging.rmdir()
