"""What a subclass shows of itself is not written into files: it may be any code."""

from __future__ import annotations

import datetime
import decimal
import enum
import pathlib
import uuid
from typing import Any

import pytest

from migrations_core.serializer import serializer_factory

CODE = "__import__('os').abort()"
UTC = datetime.UTC


def hostile(base: type) -> Any:
    """Derive a class that shows itself as code, in whatever way it is asked."""

    def show(self: object, *args: object) -> str:
        return CODE

    names = ("__repr__", "__str__", "__format__", "isoformat", "hex")
    return type("Hostile", (base,), dict.fromkeys(names, show))


class Zone(datetime.tzinfo):
    def __repr__(self) -> str:
        return CODE

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def utcoffset(self, moment: datetime.datetime | None) -> datetime.timedelta:
        return datetime.timedelta(hours=1)

    def dst(self, moment: datetime.datetime | None) -> datetime.timedelta:
        return datetime.timedelta()


class Size(hostile(str), enum.Enum):
    SMALL = "small"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (hostile(str)("it's"), '"it\'s"'),
        (hostile(bytes)(b"it"), "b'it'"),
        (hostile(int)(5), "5"),
        (hostile(float)(0.5), "0.5"),
        (hostile(float)("nan"), 'float("nan")'),
        (hostile(decimal.Decimal)("1.10"), "Decimal('1.10')"),
        (hostile(datetime.date)(2026, 1, 2), "datetime.date(2026, 1, 2)"),
        (hostile(datetime.time)(1, 2, fold=1), "datetime.time(1, 2, fold=1)"),
        (hostile(datetime.timedelta)(days=1), "datetime.timedelta(days=1)"),
        (hostile(datetime.datetime)(2026, 1, 2, 3), "datetime.datetime(2026, 1, 2, 3, 0)"),
        (
            hostile(datetime.datetime)(2026, 1, 2, 3, tzinfo=UTC),
            "datetime.datetime(2026, 1, 2, 3, 0, tzinfo=datetime.timezone.utc)",
        ),
        (
            datetime.datetime(2026, 1, 2, 3, tzinfo=Zone()),
            "datetime.datetime(2026, 1, 2, 2, 0, tzinfo=datetime.timezone.utc)",
        ),
        (hostile(uuid.UUID)(int=1), "uuid.UUID('00000000-0000-0000-0000-000000000001')"),
        (hostile(pathlib.PurePosixPath)("a"), f'pathlib.PurePosixPath("{CODE}")'),
        (Size.SMALL, "tests.serializer.test_subclasses.Size['SMALL']"),
        ([hostile(str)("a")], "['a']"),
        ({hostile(str)("a"): hostile(int)(1)}, "{'a': 1}"),
    ],
    ids=lambda value: type(value).__mro__[1].__name__ if not isinstance(value, str) else "",
)  # fmt: skip
def test_a_subclass_is_written_as_its_base_type(value: object, written: str) -> None:
    assert serializer_factory(value).serialize()[0] == written


def test_a_zone_that_nobody_can_write_is_refused() -> None:
    with pytest.raises(ValueError, match="The value is at: tzinfo"):
        serializer_factory(datetime.time(1, tzinfo=Zone())).serialize()


class Elsewhere:
    """Somebody's who says that it can be made by a call of other code."""

    def deconstruct(self) -> Any:
        return f"{CODE}.x", [], {}


def test_a_path_that_is_no_path_is_refused() -> None:
    with pytest.raises(ValueError, match="is no path that leads to a class"):
        serializer_factory(Elsewhere()).serialize()
