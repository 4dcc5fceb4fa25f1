"""Values as the Python code that gives them back, for migration files.

To add a type, write a serializer and put it into one of the tables below, or, outside this package, call
``Serializer.register()``.
"""

from __future__ import annotations

import builtins
import collections.abc
import datetime
import decimal
import enum
import functools
import os
import pathlib
import re
import types
import uuid
import zoneinfo
from typing import Any

from django.conf import SettingsReference
from django.db import models
from django.db.models import deletion
from django.db.models.manager import BaseManager

from migrations_core.exceptions import UnserializableError
from migrations_core.interop.patches import counterpart
from migrations_core.interop.serializers import is_foreign_operation
from migrations_core.operations.base import Operation
from migrations_core.serializer.base import (
    BaseSerializer,
    Serialized,
    Serializer,
    TypeOrTypes,
    serializer_factory,
)
from migrations_core.serializer.containers import (
    BaseSequenceSerializer,
    BaseUnorderedSequenceSerializer,
    DictionarySerializer,
    FrozenDictionarySerializer,
    FrozensetSerializer,
    FunctoolsPartialSerializer,
    IterableSerializer,
    RegexSerializer,
    SequenceSerializer,
    SetSerializer,
    TupleSerializer,
)
from migrations_core.serializer.deconstructible import (
    DeconstructibleSerializer,
    ModelFieldSerializer,
    ModelManagerSerializer,
)
from migrations_core.serializer.functions import (
    FUNCTION_TYPES,
    FunctionTypeSerializer,
    GenericAliasSerializer,
    TypeSerializer,
)
from migrations_core.serializer.operations import OperationSerializer, OperationWriter
from migrations_core.serializer.simple import (
    BaseSimpleSerializer,
    ChoicesSerializer,
    DatabaseOnDeleteSerializer,
    DatetimeDatetimeSerializer,
    DateTimeSerializer,
    DecimalSerializer,
    EnumSerializer,
    FloatSerializer,
    PathLikeSerializer,
    PathSerializer,
    SettingsReferenceSerializer,
    UUIDSerializer,
    ZoneInfoSerializer,
)

__all__ = [
    "BaseSequenceSerializer",
    "BaseSerializer",
    "BaseSimpleSerializer",
    "BaseUnorderedSequenceSerializer",
    "ChoicesSerializer",
    "DatabaseOnDeleteSerializer",
    "DateTimeSerializer",
    "DatetimeDatetimeSerializer",
    "DecimalSerializer",
    "DeconstructableSerializer",
    "DeconstructibleSerializer",
    "DictionarySerializer",
    "EnumSerializer",
    "FloatSerializer",
    "FrozenDictionarySerializer",
    "FrozensetSerializer",
    "FunctionTypeSerializer",
    "FunctoolsPartialSerializer",
    "GenericAliasSerializer",
    "IterableSerializer",
    "ModelFieldSerializer",
    "ModelManagerSerializer",
    "OperationSerializer",
    "OperationWriter",
    "PathLikeSerializer",
    "PathSerializer",
    "RegexSerializer",
    "SequenceSerializer",
    "Serialized",
    "Serializer",
    "SetSerializer",
    "SettingsReferenceSerializer",
    "TupleSerializer",
    "TypeSerializer",
    "UUIDSerializer",
    "UnserializableError",
    "ZoneInfoSerializer",
    "serializer_factory",
]

# Django's name for it before 6.0.
DeconstructableSerializer = DeconstructibleSerializer


def _types_of_some_versions() -> dict[TypeOrTypes, type[BaseSerializer]]:
    """Give what only some Pythons and Djangos have: frozendict (Python 3.15), DB_CASCADE (Django 6.1)."""
    candidates: list[tuple[Any, type[BaseSerializer]]] = [
        (getattr(builtins, "frozendict", None), FrozenDictionarySerializer),
        (getattr(deletion, "DatabaseOnDelete", None), DatabaseOnDeleteSerializer),
    ]
    return {type_: serializer for type_, serializer in candidates if type_ is not None}


Serializer.kinds += [
    (lambda value: isinstance(value, models.Field), ModelFieldSerializer),
    (lambda value: isinstance(value, BaseManager), ModelManagerSerializer),
    (
        lambda value: isinstance(value, Operation) or is_foreign_operation(value),
        OperationSerializer,
    ),
    (lambda value: isinstance(value, type), TypeSerializer),
    (lambda value: hasattr(value, "deconstruct"), DeconstructibleSerializer),
]

# Subclasses before their bases, and everything that can be iterated over before Iterable.
Serializer._registry |= {
    **_types_of_some_versions(),
    frozenset: FrozensetSerializer,
    list: SequenceSerializer,
    set: SetSerializer,
    tuple: TupleSerializer,
    dict: DictionarySerializer,
    models.Choices: ChoicesSerializer,
    enum.Enum: EnumSerializer,
    datetime.datetime: DatetimeDatetimeSerializer,
    (datetime.date, datetime.timedelta, datetime.time): DateTimeSerializer,
    SettingsReference: SettingsReferenceSerializer,
    float: FloatSerializer,
    (bool, int, types.NoneType, bytes, str, range): BaseSimpleSerializer,
    decimal.Decimal: DecimalSerializer,
    (functools.partial, functools.partialmethod): FunctoolsPartialSerializer,
    FUNCTION_TYPES: FunctionTypeSerializer,
    types.GenericAlias: GenericAliasSerializer,
    collections.abc.Iterable: IterableSerializer,
    re.Pattern: RegexSerializer,
    uuid.UUID: UUIDSerializer,
    pathlib.PurePath: PathSerializer,
    os.PathLike: PathLikeSerializer,
    zoneinfo.ZoneInfo: ZoneInfoSerializer,
}

for _name in __all__:
    if _name.endswith("Serializer") and _name != "Serializer":
        counterpart(globals()[_name], "serializer")
