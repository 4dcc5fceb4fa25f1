"""Classes of values: dataclasses with slots that nobody changes, made and filled in a fraction of the time.

A migration makes thousands of values, and every command makes their classes. ``dataclass(frozen=True)`` sets each
attribute of a new value by a function, so that it can refuse to change it later, and compiles six methods for each
class. Here the type checker refuses, and only ``__init__`` is compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Make a class of values, which are equal if they are of this class and all that is compared is equal."""
    made: Any = dataclass(slots=True, eq=False, repr=False)(cls)
    compared = _getter([each.name for each in fields(made) if each.compare])
    shown = [each.name for each in fields(made) if each.repr]

    def __eq__(self: Any, other: object) -> bool:
        return compared(self) == compared(other) if type(other) is type(self) else NotImplemented

    def __hash__(self: Any) -> int:
        return hash(compared(self))

    def __repr__(self: Any) -> str:
        facts = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({facts})"

    for method in (__eq__, __hash__, __repr__):
        if method.__name__ not in cls.__dict__:
            setattr(made, method.__name__, method)
    return made  # type: ignore[no-any-return]  # Any for the sake of its methods


def _getter(names: list[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda value: ()
