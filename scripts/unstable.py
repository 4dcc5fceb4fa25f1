"""Programs newer than the machine's, from Debian's unstable suite, in a folder of their own.

Nothing is installed and nobody has to be root: apt-get fetches the packages with all that they need, the C library
too, and dpkg-deb unpacks them. A script in the place of each program has the loader that came with it find its
libraries. Serves for the newest servers and the newest Python, where a machine has apt-get.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from places import CACHE, SetupError

PYTHON = "3.14"
POSTGRESQL = "18"
MYSQL = "9.7"
PACKAGES = (
    f"python{PYTHON}",
    f"libpython{PYTHON}-dev",
    f"postgresql-{POSTGRESQL}",
    "mysql-server-core",
)
PROGRAMS = (
    f"usr/bin/python{PYTHON}",
    f"usr/lib/postgresql/{POSTGRESQL}/bin/*",
    "usr/sbin/mysqld",
)
SHARED = Path("/var/cache/migrations-core")
"""Where root puts what servers, who are not root, could not reach in somebody's home."""
SUITE = "sid"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
MIRROR = "http://deb.debian.org/debian"
MARK = "complete"
ORIGINAL = ".elf"  # the suffix of a program that a script stands for

SCRIPT = """\
#!/bin/sh
exec '{loader}' --library-path '{libraries}' --argv0 "$0" '{program}' "$@"
"""


def program(path: str) -> Path:
    """Return a program by its path in Debian; fetch everything when it is the first one."""
    return _root() / path


def _root() -> Path:
    """Return the folder that has everything, made when it is not there yet."""
    folder = _folder()
    if not (folder / MARK).exists():
        begin = time.monotonic()
        print(f"Fetching {', '.join(PACKAGES)} of Debian unstable into {folder}", flush=True)
        _make(folder)
        print(f"Fetched them in {time.monotonic() - begin:.0f} s", flush=True)
    return folder


def _folder() -> Path:
    own = CACHE / "unstable"
    reachable = all(
        parent.stat().st_mode & stat.S_IXOTH for parent in CACHE.parents if parent.exists()
    )
    parent = own if os.geteuid() or reachable else SHARED
    return parent / f"{SUITE}-{'-'.join((PYTHON, POSTGRESQL, MYSQL))}"


def _make(folder: Path) -> None:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise SetupError(
            f"Python {PYTHON}, PostgreSQL {POSTGRESQL} and MySQL {MYSQL} come from Debian's packages;"
            " there is no apt-get here."
        )
    shutil.rmtree(folder, ignore_errors=True)
    apt = folder / "apt"
    for directory in (apt / "lists" / "partial", apt / "archives" / "partial"):
        directory.mkdir(parents=True)
    try:
        for package in _fetched(apt):
            _checked("dpkg-deb", "--extract", str(package), str(folder))
    finally:
        shutil.rmtree(apt)
    _wrap(folder)
    (folder / MARK).touch()


def _fetched(apt: Path) -> Iterable[Path]:
    """Fetch the packages and all that they depend on, as if nothing at all were installed."""
    signed = f"signed-by={KEYRING} " if KEYRING.exists() else ""
    (apt / "sources.list").write_text(
        f"deb [{signed}check-valid-until=no] {_mirror()} {SUITE} main\n"
    )
    (apt / "status").touch()
    settings = {
        "Dir::State": apt,
        "Dir::State::Lists": apt / "lists",
        "Dir::State::status": apt / "status",
        "Dir::Cache": apt,
        "Dir::Cache::archives": apt / "archives",
        "Dir::Etc::SourceList": apt / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Acquire::Languages": "none",
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "root",  # the folder is ours, not the user's whom apt-get would become
        "Debug::NoLocking": "true",
    }
    options = [f"--option={name}={value}" for name, value in settings.items()]
    _checked("apt-get", *options, "update")
    _checked("apt-get", *options, "--yes", "--download-only", "install", *PACKAGES)
    return sorted((apt / "archives").glob("*.deb"))


def _mirror() -> str:
    """Return where this machine gets Debian's packages from."""
    places = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    lines = [line for place in places if place.is_file() for line in place.read_text().splitlines()]
    found = (
        re.match(r"(?:URIs:|deb(?: \[.*?\])?)\s+(https?://\S+/debian)/?(?:\s|$)", line)
        for line in lines
    )
    return next((match[1] for match in found if match), MIRROR)


def _wrap(folder: Path) -> None:
    libraries = next(folder.glob("usr/lib/*/ld-linux*.so.*"), None)
    if libraries is None:
        raise SetupError(f"Debian's C library has no loader in {folder}.")
    for path in [path for pattern in PROGRAMS for path in folder.glob(pattern)]:
        original = path.with_name(path.name + ORIGINAL)
        path.rename(original)
        path.write_text(
            SCRIPT.format(loader=libraries, libraries=libraries.parent, program=original),
            encoding="utf-8",
        )
        path.chmod(0o755)
    # The headers of Python ask for a folder beside the C library's headers, which are not to be used.
    headers = folder / "usr" / "include"
    (headers / f"python{PYTHON}" / libraries.parent.name).symlink_to(
        headers / libraries.parent.name
    )


def _checked(*command: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise SetupError(
            f"{' '.join((command[0], command[-1]))} fails: {said[-1] if said else done.returncode}"
        )
