"""Serializers of what can take itself apart: fields, managers and every object with ``deconstruct()``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from migrations_core.deconstruction import taken_apart
from migrations_core.exceptions import BrokenDeconstructionError
from migrations_core.names import in_short
from migrations_core.serializer.base import BaseSerializer, Serialized, serialize_part


class DeconstructibleSerializer(BaseSerializer):
    """Write the call that builds the object again."""

    def serialize(self) -> Serialized:
        return self.serialize_deconstructed(*taken_apart(self.value))

    @staticmethod
    def serialize_deconstructed(
        path: str, args: Iterable[Any], kwargs: Mapping[str, Any]
    ) -> Serialized:
        """Write a call of what ``path`` leads to; keyword arguments are sorted."""
        name, imports = DeconstructibleSerializer._serialize_path(path)
        texts = []
        for position, value in enumerate(args):
            text, value_imports = serialize_part(value, f"argument {position + 1}")
            texts.append(text)
            imports.update(value_imports)
        for key, value in sorted(kwargs.items(), key=lambda item: item[0]):
            if str.isidentifier(key):
                text, value_imports = serialize_part(value, key)
                texts.append(f"{str.__str__(key)}={text}")
                imports.update(value_imports)
        if rest := {key: value for key, value in kwargs.items() if not str.isidentifier(key)}:
            text, value_imports = serialize_part(rest, "keyword arguments")
            texts.append(f"**{text}")
            imports.update(value_imports)
        return f"{name}({', '.join(texts)})", imports

    @staticmethod
    def _serialize_path(path: str) -> Serialized:
        module, _, name = path.rpartition(".")
        if not module or not all(part.isidentifier() for part in path.split(".")):
            raise BrokenDeconstructionError(
                f"{in_short(path)} is no path that leads to a class: it has to be 'module.Class'."
            )
        if module == "django.db.models":
            return f"models.{name}", {"from django.db import models"}
        return path, {f"import {module}"}


class ModelFieldSerializer(DeconstructibleSerializer):
    def serialize(self) -> Serialized:
        _, path, args, kwargs = taken_apart(self.value, 4)
        return self.serialize_deconstructed(path, args, kwargs)


class ModelManagerSerializer(DeconstructibleSerializer):
    def serialize(self) -> Serialized:
        as_manager, manager_path, queryset_path, args, kwargs = self.value.deconstruct()
        if as_manager:
            name, imports = self._serialize_path(queryset_path)
            return f"{name}.as_manager()", imports
        return self.serialize_deconstructed(manager_path, args, kwargs)
