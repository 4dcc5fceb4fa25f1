"""Statements are counted by kind; what begins and ends transactions is none."""

from __future__ import annotations

from benchmarks.inside.record import counts


def test_statements_are_counted_by_kind() -> None:
    statements = (
        "CREATE TABLE a (b)",
        "PRAGMA table_info(a)",
        "create table c (d)",
        "INSERT INTO a VALUES (%s)",
    )

    assert counts([("one", sql, None) for sql in statements]) == {
        "all": 4,
        "schema": 2,
        "CREATE TABLE": 2,
        "PRAGMA TABLE_INFO": 1,
        "INSERT": 1,
    }


def test_the_boundaries_of_transactions_are_no_statements() -> None:
    events = [
        ("transaction", "BEGIN", None),
        ("one", "BEGIN", None),
        ("one", "SAVEPOINT x", None),
        ("one", "RELEASE SAVEPOINT x", None),
        ("one", "DROP TABLE a", None),
        ("transaction", "COMMIT", None),
    ]

    assert counts(events) == {"all": 1, "schema": 1, "DROP TABLE": 1}
