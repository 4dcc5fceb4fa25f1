"""Every statement can be written by some database, and each writes what all have in common."""

from __future__ import annotations

from typing import get_args

from migrations_core.backends.base.renderer import Renderer
from migrations_core.backends.mysql.renderer import MySQLRenderer
from migrations_core.backends.postgresql.renderer import PostgreSQLRenderer
from migrations_core.backends.sqlite3.renderer import SQLiteRenderer
from migrations_core.schema import statements as ddl

RENDERERS = (MySQLRenderer, PostgreSQLRenderer, SQLiteRenderer)


def test_every_statement_is_written_by_some_database() -> None:
    written = {statement for renderer in RENDERERS for statement in renderer.writers}
    assert written == {*get_args(ddl.Statement)}


def test_every_database_writes_what_all_have_in_common() -> None:
    for renderer in RENDERERS:
        assert renderer.writers.keys() >= Renderer.writers.keys()
