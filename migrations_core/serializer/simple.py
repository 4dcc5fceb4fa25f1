"""Serializers of values that have nothing inside: numbers, texts, moments, paths, members of enums."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
import os
import pathlib
import uuid
from collections.abc import Iterable
from typing import Any

from migrations_core.serializer.base import (
    BaseSerializer,
    Serialized,
    serialize_part,
    serializer_factory,
)
from migrations_core.serializer.functions import refuse_local_class


class BaseSimpleSerializer(BaseSerializer):
    """For whatever is written as its own repr: that of the type which Python knows, not what a subclass shows."""

    def serialize(self) -> Serialized:
        return plain_repr(self.value), set()


def plain_repr(value: Any) -> str:
    """Show a text or a number as its base type does; what a subclass shows may be any code."""
    for base in (str, bytes, int):
        if isinstance(value, base) and not isinstance(value, bool):
            return base.__repr__(value)
    return repr(value)


class ChoicesSerializer(BaseSerializer):
    """Write the plain value of a ``models.Choices`` member, which needs no import of the models."""

    def serialize(self) -> Serialized:
        return serializer_factory(self.value.value).serialize()


class DatabaseOnDeleteSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        module = type(self.value).__module__
        return f"{module}.{self.value.__name__}", {f"import {module}"}


class DateTimeSerializer(BaseSerializer):
    """For dates, times and time deltas."""

    def serialize(self) -> Serialized:
        value, imports = self.value, {"import datetime"}
        if isinstance(value, datetime.timedelta):
            return repr(datetime.timedelta(*_read(datetime.timedelta, value, DELTA_PARTS))), imports
        if not isinstance(value, datetime.time):
            return repr(datetime.date(*_read(datetime.date, value, DATE_PARTS))), imports
        (fold,) = _read(datetime.time, value, ("fold",))
        plain = datetime.time(*_read(datetime.time, value, TIME_PARTS), fold=fold)
        zone = value.tzinfo
        if zone is None:
            return repr(plain), imports
        text, zone_imports = serialize_part(zone, "tzinfo")
        return f"{repr(plain)[:-1]}, tzinfo={text})", imports | {*zone_imports}


class DatetimeDatetimeSerializer(BaseSerializer):
    """For ``datetime.datetime``, whose moment is written in UTC."""

    def serialize(self) -> Serialized:
        moment, zone = self.value, None
        if moment.tzinfo is not None:
            zone = datetime.UTC
            moment = moment if moment.tzinfo is zone else moment.astimezone(zone)
        date = _read(datetime.date, moment, DATE_PARTS)
        time = _read(datetime.datetime, moment, TIME_PARTS)
        (fold,) = _read(datetime.datetime, moment, ("fold",))
        plain = datetime.datetime(*date, *time, fold=fold)
        return repr(plain.replace(tzinfo=zone)), {"import datetime"}


DATE_PARTS = ("year", "month", "day")
TIME_PARTS = ("hour", "minute", "second", "microsecond")
DELTA_PARTS = ("days", "seconds", "microseconds")


def _read(base: type, value: object, names: Iterable[str]) -> list[Any]:
    """Read attributes past what a subclass may have put in their places."""
    return [getattr(base, name).__get__(value) for name in names]


class DecimalSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        return repr(decimal.Decimal(self.value)), {"from decimal import Decimal"}


class EnumSerializer(BaseSerializer):
    """Write members by their names: a member's value may be translated, or no literal."""

    def serialize(self) -> Serialized:
        enum_class = type(self.value)
        refuse_local_class(enum_class)
        name = f"{enum_class.__module__}.{enum_class.__qualname__}"
        imports = {f"import {enum_class.__module__}"}
        members = list(self.value) if issubclass(enum_class, enum.Flag) else [self.value]
        if not members:
            return f"{name}({plain_repr(self.value.value)})", imports
        return " | ".join(f"{name}[{plain_repr(member.name)}]" for member in members), imports


class FloatSerializer(BaseSimpleSerializer):
    def serialize(self) -> Serialized:
        number = float.__float__(self.value)
        if math.isnan(number) or math.isinf(number):
            return f'float("{number}")', set()
        return repr(number), set()


class PathLikeSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        # A mapping where a set is due, because those who compare results with Django's find one there.
        return plain_repr(os.fspath(self.value)), {}  # type: ignore[return-value]


class PathSerializer(BaseSerializer):
    """Write every path as a pure one, so that the file can be read on another platform."""

    def serialize(self) -> Serialized:
        system = "Windows" if isinstance(self.value, pathlib.PureWindowsPath) else "Posix"
        return f"pathlib.Pure{system}Path({plain_repr(self.value.as_posix())})", {"import pathlib"}


class SettingsReferenceSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        return f"settings.{self.value.setting_name}", {"from django.conf import settings"}


class UUIDSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        (number,) = _read(uuid.UUID, self.value, ("int",))
        return f"uuid.{uuid.UUID(int=number)!r}", {"import uuid"}


class ZoneInfoSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        if (key := self.value.key) is None:  # read from a file
            return repr(self.value), {"import zoneinfo"}
        return f"zoneinfo.ZoneInfo(key={plain_repr(key)})", {"import zoneinfo"}
