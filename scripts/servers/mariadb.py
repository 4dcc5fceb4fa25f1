"""A MariaDB server for one run of the tests."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from places import SetupError
from servers.packages import Need
from servers.processes import HOST, USER, Account, serving

VARIABLE = "TEST_MYSQL_URL"
OLDEST = (10, 11)
SYSTEM_PATH = os.pathsep.join(["/usr/local/sbin", "/usr/sbin", "/opt/homebrew/bin"])

SETTINGS = {
    "bind-address": HOST,
    "character-set-server": "utf8mb4",  # as Debian's configuration has it
    "collation-server": "utf8mb4_general_ci",
    "max-connect-errors": "1000000",  # knocking before the server is ready counts as errors
    # Nothing has to survive a crash.
    "innodb-flush-log-at-trx-commit": "0",
    "innodb-doublewrite": "0",
    "innodb-log-file-size": "64M",
    "innodb-buffer-pool-size": "256M",
    "innodb-stats-persistent": "0",
}


@contextmanager
def running() -> Iterator[str]:
    """Give the URL of a new server; it ends with the block."""
    server, install = _server(), _find("mariadb-install-db", "mysql_install_db")
    if server is None or install is None:
        raise SetupError(f"No MariaDB {'.'.join(map(str, OLDEST))} or later was found.")
    account, password = Account("mysql"), secrets.token_hex(8)
    with account.directory() as directory:
        data = directory / "data"
        users = _users(directory, password)
        account.run([
            install, "--no-defaults", f"--datadir={data}", "--skip-test-db", "--skip-name-resolve",
            "--auth-root-authentication-method=normal",
        ])  # fmt: skip

        def command(port: int) -> list[str | Path]:
            options = [f"--{name}={value}" for name, value in SETTINGS.items()]
            files = (f"--socket={directory}/socket", f"--pid-file={directory}/pid")
            listening = (f"--datadir={data}", f"--port={port}", f"--init-file={users}")
            return [server, "--no-defaults", *listening, *files, *options]

        with serving(account, command, greets, "mariadb") as port:
            yield f"mariadb://{USER}:{password}@{HOST}:{port}/"


def _users(directory: Path, password: str) -> Path:
    """Write what the server executes before it listens: nobody gets in without the password."""
    path = directory / "users.sql"
    path.write_text(
        f"CREATE USER IF NOT EXISTS {USER}@'%' IDENTIFIED BY '{password}';\n"
        f"GRANT ALL ON *.* TO {USER}@'%' WITH GRANT OPTION;\n"
        "DELETE FROM mysql.global_priv WHERE User IN ('root', '');\n"
        "FLUSH PRIVILEGES;\n",
        encoding="utf-8",
    )
    path.chmod(0o644)  # in a directory that only the server can enter
    return path


def greets(port: int) -> bool:
    """Tell whether the server takes connections: then it is the one that speaks first."""
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection:
            return len(connection.recv(5)) == 5
    except OSError:
        return False


def _server() -> str | None:
    server = _find("mariadbd", "mysqld")
    return server if server and _version(server) >= OLDEST else None


def _version(server: str) -> tuple[int, ...]:
    """Return the version of MariaDB, nothing for MySQL."""
    command = [server, "--no-defaults", "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    number = re.search(r"Ver (\d+)\.(\d+)\S*MariaDB", said)
    return tuple(map(int, number.groups())) if number else ()


def _find(*names: str) -> str | None:
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), SYSTEM_PATH])
    return next(filter(None, (shutil.which(name, path=path) for name in names)), None)


NEED = Need(
    what=f"MariaDB {'.'.join(map(str, OLDEST))} or later",
    # Without the service, which would start a server that nobody asked for.
    packages=("mariadb-server-core", "mariadb-client-core"),
    present=lambda: _server() is not None and _find("mariadb-install-db") is not None,
    variable=VARIABLE,
)
