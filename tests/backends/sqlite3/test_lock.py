"""The file that keeps runs apart on SQLite: where it is, who may have it, and what becomes of it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from migrations_core.backends.sqlite3.lock import SQLiteLock, lock_path
from migrations_core.exceptions import LockUnavailableError
from tests.servers import connected
from tests.told import refusal

NOBODY = 65534

HOLD = """
import fcntl, os, sys, time
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
fcntl.flock(file, fcntl.LOCK_EX)
os.write(file, b"not what we write")
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    with django_db_blocker.unblock(), connected({"NAME": tmp_path / "db.sqlite3"}) as connection:
        yield connection


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "db.sqlite3-migrate-lock"


def test_the_file_tells_who_has_it_and_goes_with_the_lock(database, file):
    lock = SQLiteLock(database)

    assert lock.acquire()
    facts = json.loads(file.read_text())
    assert (facts["pid"], facts["host"]) == (os.getpid(), os.uname().nodename)
    assert lock.holder().key == lock.key == facts["key"]
    lock.release()
    assert not file.exists()


def test_others_can_neither_read_nor_write_it(database, file):
    before = os.umask(0)
    try:
        SQLiteLock(database).acquire()
    finally:
        os.umask(before)

    assert stat.S_IMODE(file.stat().st_mode) == 0o660


def test_no_symbolic_link_is_followed(database, file, tmp_path):
    target = tmp_path / "precious"
    target.write_text("as it was")
    file.symlink_to(target)

    _, message, facts = refusal(SQLiteLock(database).acquire)

    assert facts == {"alias": "scratch", "why": f"{file} is a symbolic link"}
    assert message.startswith(f"The database 'scratch' cannot be locked against other runs: {file}")
    assert target.read_text() == "as it was"


def test_what_is_no_file_is_refused(database, file):
    file.mkdir()

    with pytest.raises(LockUnavailableError, match="Is a directory"):
        SQLiteLock(database).acquire()


def test_a_file_that_was_left_behind_locks_nothing(database, file):
    file.write_text("somebody was killed")

    assert SQLiteLock(database).acquire()


def test_a_lock_ends_with_its_process(database, file):
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        lock = SQLiteLock(database)
        assert not lock.acquire()
        assert lock.holder() is None  # that is no text of ours
        process.kill()
        process.wait()
        assert lock.acquire()


def test_a_file_that_its_holder_deletes_is_not_taken_for_the_lock(database, file):
    first, second = SQLiteLock(database), SQLiteLock(database)
    assert first.acquire()
    opened = second._opened()
    first.release()
    os.close(opened)

    assert second.acquire()
    assert not SQLiteLock(database).acquire()


def test_all_names_of_a_database_mean_one_file(tmp_path, file, django_db_blocker):
    (tmp_path / "link").symlink_to(tmp_path / "db.sqlite3")
    names = ["db.sqlite3", "link", "../" + tmp_path.name + "/db.sqlite3"]
    found = []
    with django_db_blocker.unblock():
        for name in names:
            with connected({"NAME": f"{tmp_path}/{name}"}) as connection:
                found.append(lock_path(connection))
        with connected({"NAME": f"file:{tmp_path}/db.sqlite3?cache=private"}) as connection:
            found.append(lock_path(connection))

    assert found == [str(file)] * 4


def test_a_database_in_memory_has_none(connection, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lock = SQLiteLock(connection)

    assert (lock.acquire(), lock.is_held(), SQLiteLock(connection).acquire()) == (True, True, True)
    lock.release()
    assert list(tmp_path.iterdir()) == []


@contextmanager
def somebody_without_rights() -> Iterator[None]:
    """Be nobody, for nothing is forbidden to root."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_where_nothing_can_be_written_nothing_is_locked(django_db_blocker, caplog):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "db.sqlite3")
        path.touch()
        Path(folder).chmod(0o555)
        with django_db_blocker.unblock(), connected({"NAME": path}) as connection:
            lock = SQLiteLock(connection)
            with somebody_without_rights():
                assert lock.acquire()
            lock.release()
        Path(folder).chmod(0o755)

    assert [record.getMessage() for record in caplog.records] == [
        f"{path}-migrate-lock cannot be made, so no other migrate is kept away."
    ]
