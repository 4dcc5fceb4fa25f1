"""Names are Django's, to the last character of the digest."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from migrations_core.backends.base.naming import index_name
from tests.backends.builders import django_sqlite

names = st.text("abc_0", min_size=1, max_size=40)


def test_an_index_is_named_after_table_and_columns() -> None:
    assert index_name("shop_book", ["title"], "", limit=None) == "shop_book_title_1f19d72a"


@given(
    table=names,
    columns=st.lists(names, min_size=1, max_size=5),
    suffix=st.sampled_from(["", "_idx", "_uniq", "_fk_shop_author_id", "_check"]),
    limit=st.sampled_from([None, 30, 63, 64]),
)
def test_names_equal_djangos(
    table: str, columns: list[str], suffix: str, limit: int | None
) -> None:
    with django_sqlite() as connection:
        connection.ops.max_name_length = lambda: limit
        editor: Any = connection.schema_editor()
        expected = editor._create_index_name(table, columns, suffix)
    assert index_name(table, columns, suffix, limit=limit) == expected
