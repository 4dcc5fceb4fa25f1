"""An editor's statements share a cursor, as long as it is one of the same connection."""

from typing import Any

from migrations_core.backends.base.cursors import KeptCursor
from migrations_core.backends.registry import schema_editor


def test_the_cursor_is_the_same_while_the_connection_is(every_connection: Any) -> None:
    kept = KeptCursor(every_connection)

    assert kept.get() is kept.get()


def test_a_connection_that_was_opened_anew_gets_another_cursor(every_connection: Any) -> None:
    kept = KeptCursor(every_connection)
    kept.get()
    every_connection.close()

    cursor = kept.get()

    cursor.execute("SELECT 1")
    assert cursor.fetchone() == (1,)


def test_queries_that_begin_to_be_logged_are_logged(every_connection: Any) -> None:
    kept = KeptCursor(every_connection)
    kept.get()
    every_connection.force_debug_cursor = True
    try:
        kept.get().execute("SELECT 1")
    finally:
        every_connection.force_debug_cursor = False

    assert [query["sql"] for query in every_connection.queries_log] == ["SELECT 1"]


def test_rows_that_nobody_fetches_keep_no_table_busy(every_connection: Any) -> None:
    with every_connection.cursor() as cursor:
        cursor.execute("CREATE TABLE many (number integer)")
        cursor.execute("INSERT INTO many VALUES (1), (2), (3)")

    with schema_editor(every_connection) as editor:
        editor.execute("SELECT number FROM many")
        editor.execute("DROP TABLE many")

    assert every_connection.introspection.table_names() == []
