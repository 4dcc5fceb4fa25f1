"""What an answers file gives as Python is read as data."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any

import pytest
from django.utils import timezone

from migrations_core.answers.values import NotDataError, value_of
from tests.serializer import values

DATA: dict[str, Any] = {
    "1": 1,
    "-1.5": -1.5,
    "'it'": "it",
    "'a' 'b'": "ab",
    "None": None,
    "[1, (2, {3: {4}})]": [1, (2, {3: {4}})],
    "datetime.date(2026, 1, 2)": datetime.date(2026, 1, 2),
    "datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)": datetime.datetime(
        2026, 1, 2, tzinfo=datetime.UTC
    ),
    "[datetime.timedelta(days=-1)]": [datetime.timedelta(days=-1)],
    "Decimal('1.50')": decimal.Decimal("1.50"),
    "uuid.UUID('00000000-0000-0000-0000-000000000001')": uuid.UUID(int=1),
    "timezone.now": timezone.now,
    "uuid.uuid4": uuid.uuid4,
    "dict": dict,
    "set()": set(),
    "tests.serializer.values.top_level": values.top_level,
    "tests.serializer.values.Outer.greet": values.Outer.greet,
}

CODE = (
    *("", "1 +", "x", "1 + 1", "lambda: 1", "f'{1}'", "[x for x in ()]", "(y := 1)", "exit()"),
    *("__import__('os')", "().__class__", "datetime.__builtins__", "uuid._os", "print('x')"),
    *("datetime.date.today()", "uuid.uuid4()", "{**{}}", "dict(**{})", "open", "a if b else c"),
)


@pytest.mark.parametrize(("code", "value"), DATA.items())
def test_data_and_names_are_understood(code: str, value: object) -> None:
    assert value_of(code) == value


@pytest.mark.parametrize("code", CODE)
def test_no_code_is_run(code: str) -> None:
    with pytest.raises(NotDataError):
        value_of(code)
