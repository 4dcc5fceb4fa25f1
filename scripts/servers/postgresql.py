"""A PostgreSQL server for one run of the tests."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import unstable
from places import SetupError
from servers.packages import Need
from servers.processes import HOST, USER, Account, serving

VARIABLE = "TEST_POSTGRESQL_URL"
OLDEST = 15
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")

SETTINGS = {
    # Nothing has to survive a crash.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "1h",
    # A worker in a template database would keep it from being copied.
    "autovacuum": "off",
    "shared_buffers": "256MB",
    "unix_socket_directories": "",
    "listen_addresses": HOST,
}


def running() -> AbstractContextManager[str]:
    """Give the URL of a new server; it ends with the block."""
    binaries = _binaries()
    if binaries is None:
        raise SetupError(f"No PostgreSQL {OLDEST} or later was found.")
    return _running(binaries)


def running_newest() -> AbstractContextManager[str]:
    """Give the URL of a new server of the newest PostgreSQL; it ends with the block."""
    return _running(unstable.program(f"usr/lib/postgresql/{unstable.POSTGRESQL}/bin"))


@contextmanager
def _running(binaries: Path) -> Iterator[str]:
    """Give the URL of a new server whose programs are in a directory."""
    account, password = Account("postgres"), secrets.token_hex(8)
    with account.directory() as directory:
        data = directory / "data"
        _initialize(account, binaries, data, password)

        def command(port: int) -> list[str | Path]:
            options = [f"--{name}={value}" for name, value in SETTINGS.items()]
            return [binaries / "postgres", "-D", data, "-p", str(port), *options]

        def ready(port: int) -> bool:
            check = [binaries / "pg_isready", "-q", "-h", HOST, "-p", str(port)]
            return subprocess.run(check, check=False).returncode == 0

        with serving(account, command, ready, f"postgresql-{_version(binaries)}") as port:
            yield f"postgresql://{USER}:{password}@{HOST}:{port}/postgres"


def _initialize(account: Account, binaries: Path, data: Path, password: str) -> None:
    secret = data.with_name("password")
    secret.write_text(password, encoding="utf-8")
    secret.chmod(0o600)
    if account.entry:
        shutil.chown(secret, account.entry.pw_uid, account.entry.pw_gid)
    identity = (f"--username={USER}", f"--pwfile={secret}", "--auth=scram-sha-256")
    form = ("--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
    account.run([binaries / "initdb", "-D", data, *identity, *form])


def _binaries() -> Path | None:
    """Return the directory of the newest server that is new enough."""
    on_path = shutil.which("postgres")
    found = [path for place in PLACES for path in Path("/").glob(place.lstrip("/"))]
    candidates = [*found, *([Path(on_path).resolve().parent] if on_path else [])]
    versions = [(_version(path), path) for path in candidates if (path / "initdb").exists()]
    version, newest = max(versions, default=(0, Path()))
    return newest if version >= OLDEST else None


def _version(binaries: Path) -> int:
    said = subprocess.run(
        [binaries / "postgres", "--version"], cwd="/", capture_output=True, text=True, check=False
    )
    number = re.search(r"\) (\d+)", said.stdout)
    return int(number[1]) if number else 0


NEED = Need(
    what=f"PostgreSQL {OLDEST} or later",
    packages=("postgresql",),
    present=lambda: _binaries() is not None,
    variable=VARIABLE,
)
