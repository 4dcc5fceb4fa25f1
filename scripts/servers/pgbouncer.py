"""PgBouncer in front of a PostgreSQL server, with transactions that may come to different sessions."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from places import SetupError
from servers.packages import Need
from servers.processes import HOST, Account, serving

SESSIONS = 4
"""As few as make clients share them."""
SYSTEM_PATH = os.pathsep.join(["/usr/local/sbin", "/usr/sbin", "/opt/homebrew/bin"])


@contextmanager
def running(server: str) -> Iterator[str]:
    """Give the URL that leads to the server of another URL; it ends with the block."""
    program = _program()
    if program is None:
        raise SetupError("No PgBouncer was found.")
    account = Account("postgres")
    parts = urlsplit(server)
    with account.directory() as directory:

        def command(port: int) -> list[str | Path]:
            return [program, _configured(directory, account, server, port)]

        with serving(account, command, listens, "pgbouncer") as port:
            yield f"postgresql://{parts.username}:{parts.password}@{HOST}:{port}/postgres"


def listens(port: int) -> bool:
    """Tell whether somebody takes connections."""
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False


def _configured(directory: Path, account: Account, server: str, port: int) -> Path:
    """Write the files with settings and users."""
    parts = urlsplit(server)
    users, settings = directory / "users.txt", directory / "pgbouncer.ini"
    user, password = (unquote(part or "") for part in (parts.username, parts.password))
    users.write_text(f'"{user}" "{password}"\n', encoding="utf-8")
    settings.write_text(
        f"[databases]\n* = host={parts.hostname} port={parts.port or 5432}\n"
        f"[pgbouncer]\nlisten_addr = {HOST}\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = scram-sha-256\nauth_file = {users}\npool_mode = transaction\n"
        f"default_pool_size = {SESSIONS}\nmax_client_conn = 200\n",
        encoding="utf-8",
    )
    for path in (users, settings):
        path.chmod(0o600)
        if account.entry:
            shutil.chown(path, account.entry.pw_uid, account.entry.pw_gid)
    return settings


def _program() -> Path | None:
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), SYSTEM_PATH])
    found = shutil.which("pgbouncer", path=path)
    return Path(found) if found else None


NEED = Need(what="PgBouncer", packages=("pgbouncer",), present=lambda: _program() is not None)
