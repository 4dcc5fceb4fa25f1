"""The lock of a run on SQLite: a locked file beside the database, which lasts longer than a transaction."""

from __future__ import annotations

import errno
import json
import logging
import os
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from migrations_core.backends.base.lock import Holder, Taker
from migrations_core.exceptions import LockUnavailableError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

SUFFIX = "-migrate-lock"
MODE = 0o660
"""As far as the umask lets it: whoever may write to the database, and nobody else."""
FAR_BEHIND = 2**30
"""Windows keeps others from reading the byte that is locked."""
NO_MORE_THAN = 4096

logger = logging.getLogger("migrations_core")


class SQLiteLock:
    """The file tells who has it, and is deleted by whoever lets go. One that was left behind locks nothing."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.key: object = uuid.uuid4().hex
        self._path = lock_path(connection)
        self._file: int | None = None
        self._is_pointless = self._path is None

    def acquire(self) -> bool:
        """Take it; where no file can be made, SQLite cannot write either, and there is nothing to be locked."""
        # A database that cannot be opened is nobody's to lock.
        self.connection.ensure_connection()
        while not self._is_pointless and self._file is None:
            file = self._opened()
            if file is None:
                break
            if not _lock(file):
                os.close(file)
                return False
            # Its last holder may have deleted it after it was opened here.
            if _is_at(file, str(self._path)):
                self._file = file
                self._sign(file)
            else:
                os.close(file)
        return True

    def is_held(self) -> bool:
        return self._is_pointless or self._file is not None

    def holder(self) -> Holder | None:
        """Read what the holder has written, unless it is just about to."""
        try:
            file = os.open(str(self._path), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except OSError:
            return None
        try:
            text = os.read(file, NO_MORE_THAN)
        finally:
            os.close(file)
        return _holder_of(text)

    def release(self) -> None:
        if self._file is None:
            return
        file, self._file = self._file, None
        if sys.platform == "win32":
            os.close(file)  # an open file cannot be deleted there
        with suppress(OSError):
            os.unlink(str(self._path))
        if sys.platform != "win32":
            os.close(file)

    def _opened(self) -> int | None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        path = str(self._path)
        try:
            return os.open(path, flags, MODE)
        except OSError as error:
            if not os.path.lexists(path) and error.errno in (errno.EACCES, errno.EROFS):
                logger.warning("%s cannot be made, so no other migrate is kept away.", path)
                self._is_pointless = True
                return None
            why = "is a symbolic link" if os.path.islink(path) else f"cannot be opened ({error})"
            raise LockUnavailableError(self.connection.alias, f"{path} {why}") from error

    def _sign(self, file: int) -> None:
        taker = Taker()
        facts = {
            "pid": taker.pid,
            "host": taker.host,
            "since": taker.since.isoformat(),
            "key": self.key,
        }
        os.ftruncate(file, 0)
        os.write(file, f"{json.dumps(facts)}\n".encode())


def lock_path(connection: Any) -> str | None:
    """Return where the file is, None for a database in memory. Every name of a database leads to the same."""
    if connection.is_in_memory_db():
        return None
    name = str(connection.settings_dict["NAME"])
    if name.startswith("file:"):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA database_list")
            name = next((path for _, schema, path in cursor.fetchall() if schema == "main"), "")
    return os.path.realpath(name) + SUFFIX if name else None


def _holder_of(text: bytes) -> Holder | None:
    try:
        facts = json.loads(text)
        since = datetime.fromisoformat(facts["since"])
        return Holder(facts["key"], int(facts["pid"]), str(facts["host"]), since)
    except (ValueError, KeyError, TypeError):
        return None


def _is_at(file: int, path: str) -> bool:
    """Tell whether an open file is the one that has this name now."""
    try:
        named = os.stat(path, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(file), named)


def _lock(file: int) -> bool:
    """Lock a file for as long as it is open, and say whether that was possible at once."""
    try:
        if sys.platform == "win32":
            os.lseek(file, FAR_BEHIND, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            os.lseek(file, 0, os.SEEK_SET)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


@contextmanager
def writing_from_the_start(connection: Any) -> Iterator[None]:
    """Let transactions of the block take SQLite's write lock when they begin.

    One that has read first is refused at once when somebody else is writing, however long it is prepared to wait.
    """
    connection.ensure_connection()
    before = connection.transaction_mode
    # Somebody who has chosen one is not overruled.
    connection.transaction_mode = before or "IMMEDIATE"
    try:
        yield
    finally:
        connection.transaction_mode = before
