"""A MySQL server for one run of the tests, from Debian's unstable suite: nothing else has one for free."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import unstable
from servers.mariadb import greets
from servers.processes import HOST, USER, Account, serving

VARIABLE = "TEST_MYSQL_URL"
SERVER = "usr/sbin/mysqld"

SETTINGS = {
    "bind-address": HOST,
    "mysqlx": "OFF",
    "secure-file-priv": "NULL",
    "max-connect-errors": "1000000",  # knocking before the server is ready counts as errors
    # Nothing has to survive a crash.
    "skip-log-bin": "",
    "innodb-flush-log-at-trx-commit": "0",
    "innodb-doublewrite": "OFF",
    "innodb-redo-log-capacity": "64M",
    "innodb-buffer-pool-size": "256M",
    # An index of a few rows is made in less time than threads and buffers for it.
    "innodb-ddl-threads": "1",
    "innodb-parallel-read-threads": "1",
    "innodb-ddl-buffer-size": "64K",
    "innodb-sort-buffer-size": "64K",
}


@contextmanager
def running() -> Iterator[str]:
    """Give the URL of a new server; it ends with the block."""
    server = unstable.program(SERVER)
    account, password = Account("mysql"), secrets.token_hex(8)
    with account.directory() as directory:
        data = directory / "data"
        places = [
            "--no-defaults", f"--datadir={data}", f"--basedir={server.parents[1]}",
            f"--lc-messages-dir={server.parents[1] / 'share' / 'mysql'}",
        ]  # fmt: skip
        account.run([server, *places, "--initialize-insecure"])
        users = _users(directory, password)

        def command(port: int) -> list[str | Path]:
            options = [
                f"--{name}={value}" if value else f"--{name}" for name, value in SETTINGS.items()
            ]
            files = (f"--socket={directory}/socket", f"--pid-file={directory}/pid")
            return [server, *places, f"--port={port}", f"--init-file={users}", *files, *options]

        with serving(account, command, greets, "mysql") as port:
            yield f"mysql://{USER}:{password}@{HOST}:{port}/"


def _users(directory: Path, password: str) -> Path:
    """Write what the server executes before it listens: nobody gets in without the password."""
    path = directory / "users.sql"
    path.write_text(
        f"CREATE USER {USER}@'%' IDENTIFIED BY '{password}';\n"
        f"GRANT ALL ON *.* TO {USER}@'%' WITH GRANT OPTION;\n"
        "DROP USER root@localhost;\n",
        encoding="utf-8",
    )
    path.chmod(0o644)  # in a directory that only the server can enter
    return path
