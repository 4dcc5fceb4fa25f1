"""What a database is, as lines of text: one for each column, constraint and index, and one for each row.

Two databases that mean the same have the same lines in some order. So the order of columns does not count, nor what
constraints are called whose names Django made up: a renamed table keeps theirs, a new one gets new ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

SIMPLE_IDENTIFIER = re.compile(r'"(\w+)"')
INTEGER_KEY = re.compile(r"^(\w+ )(?:big|small)int\b")
MADE_UP = "(name made up)"


def schema_lines(connection: Any, names: Collection[str]) -> list[str]:
    """Describe the schema; ``names`` are those of indexes and constraints that models give."""
    lines = _sqlite_lines if connection.vendor == "sqlite" else _introspected_lines
    with connection.cursor() as cursor:
        return sorted(lines(connection, cursor, frozenset(name.lower() for name in names)))


def _sqlite_lines(connection: Any, cursor: Any, names: frozenset[str]) -> Iterator[str]:
    """Take SQLite's schema from the statements that it keeps: its pragmas leave out checks and conditions."""
    cursor.execute(
        "SELECT m.type, m.name, m.tbl_name, m.sql FROM sqlite_master m"
        " WHERE m.sql IS NOT NULL AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~'"
        " AND m.tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')"
    )
    for kind, name, table, sql in cursor.fetchall():
        plain = SIMPLE_IDENTIFIER.sub(r"\1", " ".join(sql.split()))
        if kind == "index":
            shown = name if name.lower() in names else MADE_UP
            yield f"index on {table}: {plain.replace(name, shown, 1)}"
        elif kind == "table" and not plain.upper().startswith("CREATE VIRTUAL"):
            yield f"table {name}"
            body = plain[plain.index("(") + 1 : plain.rindex(")")]
            yield from (f"table {name}: {_plain_key(part)}" for part in split_at_commas(body))
        else:
            yield f"{kind} {name}: {plain}"


def _plain_key(part: str) -> str:
    """Call a column that refers to a key an integer, whichever size it was declared with.

    SQLite has one kind of integer, and Django leaves "integer" with what refers to an AutoField that becomes a
    BigAutoField, which it writes as "bigint" from the beginning.
    """
    return INTEGER_KEY.sub(r"\1integer", part) if " REFERENCES " in part else part


def split_at_commas(text: str) -> list[str]:
    """Split where a comma is not inside of brackets or quotes."""
    parts, depth, quote, start = list[str](), 0, "", 0
    for position, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"`":
            quote = character
        elif character == "," and depth == 0:
            parts.append(text[start:position].strip())
            start = position + 1
        else:
            depth += (character == "(") - (character == ")")
    return [*parts, text[start:].strip()]


def _introspected_lines(connection: Any, cursor: Any, names: frozenset[str]) -> Iterator[str]:
    introspection = connection.introspection
    for table in introspection.get_table_list(cursor):
        yield f"{'view' if table.type == 'v' else 'table'} {table.name}"
        for column in introspection.get_table_description(cursor, table.name):
            yield f"table {table.name}: column {column.name}: {tuple(column)[1:]}"
        constraints = introspection.get_constraints(cursor, table.name)
        for name, facts in constraints.items():
            shown = name if name.lower() in names else MADE_UP
            listed = ", ".join(f"{key}={value!r}" for key, value in sorted(facts.items()) if value)
            yield f"table {table.name}: constraint {shown}: {listed}"


def names_given(state: Any) -> set[str]:
    """Return the names of indexes and constraints that the models of a state give."""
    return {
        each.name
        for model_state in state.model_states.values()
        for option in ("indexes", "constraints")
        for each in model_state.options.get(option, ())
    }
