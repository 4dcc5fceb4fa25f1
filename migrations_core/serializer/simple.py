"""Serializers of values that have nothing inside: numbers, texts, moments, paths, members of enums."""

from __future__ import annotations

import datetime
import enum
import math
import os
import pathlib

from migrations_core.serializer.base import (
    BaseSerializer,
    Serialized,
    serialize_part,
    serializer_factory,
)
from migrations_core.serializer.functions import refuse_local_class


class BaseSimpleSerializer(BaseSerializer):
    """For whatever is written as its own repr."""

    def serialize(self) -> Serialized:
        return repr(self.value), set()


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
        imports = {"import datetime"}
        if (zone := getattr(self.value, "tzinfo", None)) is not None:
            imports.update(serialize_part(zone, "tzinfo")[1])
        return repr(self.value), imports


class DatetimeDatetimeSerializer(BaseSerializer):
    """For ``datetime.datetime``, whose moment is written in UTC."""

    def serialize(self) -> Serialized:
        moment = self.value
        if moment.tzinfo is not None and moment.tzinfo != datetime.UTC:
            moment = moment.astimezone(datetime.UTC)
        return repr(moment), {"import datetime"}


class DecimalSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        return repr(self.value), {"from decimal import Decimal"}


class EnumSerializer(BaseSerializer):
    """Write members by their names: a member's value may be translated, or no literal."""

    def serialize(self) -> Serialized:
        enum_class = type(self.value)
        refuse_local_class(enum_class)
        name = f"{enum_class.__module__}.{enum_class.__qualname__}"
        imports = {f"import {enum_class.__module__}"}
        members = list(self.value) if issubclass(enum_class, enum.Flag) else [self.value]
        if not members:
            return f"{name}({self.value.value!r})", imports
        return " | ".join(f"{name}[{member.name!r}]" for member in members), imports


class FloatSerializer(BaseSimpleSerializer):
    def serialize(self) -> Serialized:
        if math.isnan(self.value) or math.isinf(self.value):
            return f'float("{self.value}")', set()
        return super().serialize()


class PathLikeSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        # A mapping where a set is due, because those who compare results with Django's find one there.
        return repr(os.fspath(self.value)), {}  # type: ignore[return-value]


class PathSerializer(BaseSerializer):
    """Write every path as a pure one, so that the file can be read on another platform."""

    def serialize(self) -> Serialized:
        prefix = "Pure" if isinstance(self.value, pathlib.Path) else ""
        return f"pathlib.{prefix}{self.value!r}", {"import pathlib"}


class SettingsReferenceSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        return f"settings.{self.value.setting_name}", {"from django.conf import settings"}


class UUIDSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        return f"uuid.{self.value!r}", {"import uuid"}


class ZoneInfoSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        return repr(self.value), {"import zoneinfo"}
