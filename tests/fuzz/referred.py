"""What generated models refer to by import path: callables, fields, managers, bases that are no models."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


def seven() -> int:
    return 7


def word() -> str:
    return "word"


def empty() -> dict[str, object]:
    return {}


def validate_even(value: object) -> None:
    if isinstance(value, int) and value % 2:
        raise ValidationError("odd")


class CodeField(models.CharField):
    """Hides an argument of its base and has one of its own."""

    def __init__(self, *args: Any, upper: bool = False, **kwargs: Any) -> None:
        self.upper = upper
        super().__init__(*args, **{**kwargs, "max_length": 70})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length")
        return name, path, args, {**kwargs, **({"upper": True} if self.upper else {})}


class StarsField(models.Field):
    """Has a type of its own, derived from no field that the frameworks know."""

    def __init__(self, *args: Any, most: int = 5, **kwargs: Any) -> None:
        self.most = most
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return "smallint"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "most": self.most}


class KeptManager(models.Manager):
    use_in_migrations = True

    def __init__(self, size: int = 1) -> None:
        super().__init__()
        self.size = size


class PlainManager(models.Manager):
    pass


class Shouting:
    """Bases that are no models stand in migrations, too."""

    def shout(self) -> str:
        return str(self).upper()
