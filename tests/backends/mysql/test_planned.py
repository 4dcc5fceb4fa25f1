"""What is planned and written for each kind of change; the server is asked for values and for what columns are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.backends.builders import create
from tests.backends.planned import books, pages, table, title

HERE = Path(__file__).parent


def test_each_change_is_planned_and_written_as_expected(connection: Any) -> None:
    name = "planned_on_mariadb.sql" if connection.mysql_is_mariadb else "planned.sql"
    create(connection, books(pages=pages(db_index=True), title=title()))
    assert table(connection) == (HERE / name).read_text()
