"""Serializers of values that hold others: sequences, sets, dictionaries, partial calls, regular expressions."""

from __future__ import annotations

import re
from typing import Any

from migrations_core.serializer.base import BaseSerializer, Serialized, serialize_part
from migrations_core.serializer.deconstructible import DeconstructibleSerializer


class BaseSequenceSerializer(BaseSerializer):
    """Write the items between brackets that ``_format()`` of a subclass gives."""

    def _format(self) -> str:
        raise NotImplementedError(
            "Subclasses of BaseSequenceSerializer must implement the _format() method."
        )

    def serialize(self) -> Serialized:
        texts, imports = _serialize_items(self.value)
        return self._format() % ", ".join(texts), imports


class BaseUnorderedSequenceSerializer(BaseSequenceSerializer):
    """Sort the items, so that one value is always written in one way."""

    def __init__(self, value: Any) -> None:
        super().__init__(sorted(value, key=repr))


class SequenceSerializer(BaseSequenceSerializer):
    def _format(self) -> str:
        return "[%s]"


class TupleSerializer(BaseSequenceSerializer):
    def _format(self) -> str:
        return "(%s,)" if len(self.value) == 1 else "(%s)"


class SetSerializer(BaseUnorderedSequenceSerializer):
    def _format(self) -> str:
        return "{%s}" if self.value else "set(%s)"


class FrozensetSerializer(BaseUnorderedSequenceSerializer):
    def _format(self) -> str:
        return "frozenset([%s])"


class IterableSerializer(BaseSerializer):
    """Write what any other iterable yields, as a tuple."""

    def serialize(self) -> Serialized:
        texts, imports = _serialize_items(self.value)
        closing = ",)" if len(texts) == 1 else ")"
        return f"({', '.join(texts)}{closing}", imports


class DictionarySerializer(BaseSerializer):
    """Write a dictionary sorted by its keys."""

    def serialize(self) -> Serialized:
        texts, imports = [], set()
        for key in _sorted_keys(self.value):
            key_text, key_imports = serialize_part(key, f"key {key!r}")
            text, value_imports = serialize_part(self.value[key], str(key))
            texts.append(f"{key_text}: {text}")
            imports |= {*key_imports, *value_imports}
        return "{" + ", ".join(texts) + "}", imports


class FrozenDictionarySerializer(DictionarySerializer):
    def serialize(self) -> Serialized:
        text, imports = super().serialize()
        return f"frozendict({text})", imports


class FunctoolsPartialSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        return DeconstructibleSerializer.serialize_deconstructed(
            f"functools.{type(self.value).__name__}",
            (self.value.func, *self.value.args),
            self.value.keywords,
        )


class RegexSerializer(BaseSerializer):
    def serialize(self) -> Serialized:
        pattern, imports = serialize_part(self.value.pattern, "pattern")
        imports = {"import re", *imports}
        # The flags that every pattern has are left out: given explicitly they make another, unequal pattern.
        flags = self.value.flags ^ re.compile("").flags
        if not flags:
            return f"re.compile({pattern})", imports
        flags_text, flag_imports = serialize_part(flags, "flags")
        return f"re.compile({pattern}, {flags_text})", imports | flag_imports


def _serialize_items(items: Any) -> tuple[list[str], set[str]]:
    texts: list[str] = []
    imports: set[str] = set()
    for position, item in enumerate(items):
        text, item_imports = serialize_part(item, f"item {position}")
        texts.append(text)
        imports.update(item_imports)
    return texts, imports


def _sorted_keys(dictionary: Any) -> list[Any]:
    try:
        return sorted(dictionary)
    except TypeError:  # keys of several types
        return sorted(dictionary, key=repr)
