"""What messages leave out of statements, errors and names of databases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrations_core.masking import without_literals, without_password, without_row_values

STATEMENTS = {
    "UPDATE t SET a = 'it''s', b = 12.5, c1 = %s WHERE \"it's\" = 3": (
        "UPDATE t SET a = '...', b = ?, c1 = %s WHERE \"it's\" = ?"
    ),
    "ALTER TABLE t ADD c varchar(50) DEFAULT 'secret'": (
        "ALTER TABLE t ADD c varchar(50) DEFAULT '...'"
    ),
    "CREATE USER x PASSWORD $a$se'cret$a$": "CREATE USER x PASSWORD '...'",
    "SELECT 1 -- it's\n, 'secret'": "SELECT ? -- it's\n, '...'",
    "SELECT 'a\\', 'secret'": "SELECT '...'",
    "SELECT 'never ends": "SELECT '...'",
    "": "",
}


@pytest.mark.parametrize(("sql", "shown"), STATEMENTS.items())
def test_literals_are_masked(sql: str, shown: str) -> None:
    assert without_literals(sql) == shown


def test_mysql_has_texts_in_double_quotes() -> None:
    sql = 'INSERT INTO `t` VALUES ("secret")'

    assert without_literals(sql, quotes_are_texts=True) == "INSERT INTO `t` VALUES ('...')"


@given(st.lists(st.text("'\\ab ", max_size=5), max_size=4))
def test_no_literal_gets_through(texts: list[str]) -> None:
    literals = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)

    assert not set("ab") & set(without_literals(f"SELECT {literals}"))


def test_rows_are_left_out_of_what_postgresql_says() -> None:
    said = (
        'duplicate key value violates unique constraint "u"\n'
        "DETAIL:  Key (email)=(ann@example.com\nx) already exists.\n"
        "HINT:  Think.\n"
    )

    assert without_row_values(said) == (
        'duplicate key value violates unique constraint "u"\nHINT:  Think.'
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("postgresql://ann:sec:r@t@host/db?x=1", "postgresql://ann:***@host/db?x=1"),
        ("postgresql://ann@host/db?password=secret&x=1", "postgresql://ann@host/db?password=***&x=1"),
        ("host=h password='se\\' cret' dbname=db", "host=h password=*** dbname=db"),
        ("file:db.sqlite3?key=secret", "file:db.sqlite3?key=***"),
        ("db.sqlite3", "db.sqlite3"),
        ("C:\\data\\db@home", "C:\\data\\db@home"),
    ],
)  # fmt: skip
def test_the_password_of_a_dsn_is_masked(name: str, shown: str) -> None:
    assert without_password(name) == shown
