"""Values as SQL text."""

from __future__ import annotations

import datetime
import sqlite3
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from migrations_core.backends.sqlite3.templates import literal
from migrations_core.exceptions import UnquotableValueError
from tests.told import refusal

values = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.text(st.characters(exclude_characters="\0")),
    st.binary(),
    st.floats(allow_nan=False, allow_infinity=False),
)


@given(values)
def test_a_literal_is_read_back_as_the_value(value: object) -> None:
    with sqlite3.connect(":memory:") as connection:
        assert connection.execute(f"SELECT {literal(value)}").fetchone() == (value,)
    connection.close()


def test_values_are_written_as_the_driver_sends_them() -> None:
    assert literal(True) == "1"
    assert literal(datetime.date(2026, 1, 2)) == "'2026-01-02'"
    assert literal(Decimal("1.50")) == "'1.50'"


def test_an_unknown_type_is_refused() -> None:
    value = object()

    assert refusal(literal, value) == (
        UnquotableValueError,
        f"Cannot quote parameter value {value!r} of type <class 'object'>",
        {"value": value},
    )
    assert issubclass(UnquotableValueError, ValueError)
