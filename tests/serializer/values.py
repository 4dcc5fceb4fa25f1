"""Things that only exist where they are defined, for values that refer to them."""

from __future__ import annotations

import enum

from django.db import models
from django.utils.deconstruct import deconstructible


class Colour(enum.Enum):
    RED = "red"


class Access(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()


class Size(models.TextChoices):
    SMALL = "s", "Small"


class Outer:
    class Inner:
        @classmethod
        def build(cls) -> str:
            return cls.__name__

    def greet(self) -> str:
        return "hello"


@deconstructible
class Limit:
    def __init__(self, *args: object, **kwargs: object) -> None:
        pass


class Shout:
    """Somebody's type."""


class Manager(models.Manager["models.Model"]):
    use_in_migrations = True


def top_level() -> int:
    return 1
