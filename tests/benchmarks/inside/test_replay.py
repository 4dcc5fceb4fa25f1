"""What was recorded comes out again when it is replayed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from benchmarks.inside.replay import replay

EVENTS = [
    ("one", "BEGIN", None),
    ("one", "CREATE TABLE a (b text, c integer)", None),
    ("many", "INSERT INTO a VALUES (%s, %s)", [("5%", 1), ("x", 2)]),
    ("transaction", "COMMIT", None),
    ("one", "SELECT b FROM a WHERE b LIKE '%%x' AND c = %s", (2,)),
    ("one", "BEGIN", None),
    ("one", "DELETE FROM a", None),
    ("transaction", "ROLLBACK", None),
]


def test_statements_parameters_and_transactions_are_as_they_were(tmp_path: Path) -> None:
    replay(EVENTS, "sqlite", str(tmp_path / "db"))

    rows = sqlite3.connect(tmp_path / "db").execute("SELECT * FROM a").fetchall()
    assert rows == [("5%", 1), ("x", 2)]
