"""SQL is cut into tokens without losing what quotes mean."""

from __future__ import annotations

import pytest

from migrations_core.backends.sqlite3.tokens import selection, without_double_quotes


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ('SELECT "a" FROM [b c]', "SELECT `a` FROM [b c]"),
        ('SELECT "a""b", "c`d"', 'SELECT `a"b`, `c``d`'),
        ("""SELECT 'say "a"' -- "b"\n""", """SELECT 'say "a"' -- "b"\n"""),
    ],
)
def test_names_in_double_quotes_are_quoted_as_no_string_is(sql: str, expected: str) -> None:
    assert without_double_quotes(sql) == expected


@pytest.mark.parametrize(
    "view",
    [
        "CREATE VIEW v AS SELECT a AS b FROM c",
        'create view "x AS y" (b) as SELECT a AS b FROM c',
        "CREATE VIEW v /* AS */ AS\n  SELECT a AS b FROM c",
    ],
)
def test_what_a_view_selects_follows_the_first_as(view: str) -> None:
    assert selection(view) == "SELECT a AS b FROM c"
