"""What a schema is, as lines of text: one for each table, column, index, constraint and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from .tables import Schema, Table, View


def described(schema: Schema) -> Iterator[str]:
    """Describe everything in some order; the order of columns is in no line."""
    for table in schema.tables:
        yield from _described(table)
    for view in schema.views:
        yield from _described(view)
    for other in (*schema.sequences, *schema.extras):
        yield _line("", other)


def _described(owner: Table | View) -> Iterator[str]:
    """Describe what a table or a view is, and each of its members in a line of its own."""
    members: list[Any] = []
    for field in fields(owner):
        value = getattr(owner, field.name)
        if is_dataclass(value):
            members.append(value)
        elif isinstance(value, tuple):
            members += filter(is_dataclass, value)
    yield _line("", owner)
    for member in members:
        yield _line(f"{_kind(owner)} {owner.name}: ", member)


def _line(place: str, value: Any) -> str:
    name = f" {value.name}" if value.name else ""
    facts = _facts(value, besides="name")
    return f"{place}{_kind(value)}{name}{': ' if facts else ''}{facts}"


def _kind(value: Any) -> str:
    """Call a ``ForeignKey`` a foreign key."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(value).__name__).lower()


def _facts(value: Any, *, besides: str = "") -> str:
    """Spell out what is not as it is by default, but for the members of a table, which have lines of their own."""
    told = (
        (field.name, getattr(value, field.name))
        for field in fields(value)
        if field.compare and field.name != besides
    )
    defaults = {field.name: field.default for field in fields(value)}
    return ", ".join(
        f"{name}={_text(fact)}"
        for name, fact in told
        if fact != defaults[name] and not (isinstance(value, Table | View) and _has_lines(fact))
    )


def _has_lines(fact: Any) -> bool:
    return is_dataclass(fact) or (isinstance(fact, tuple) and any(map(is_dataclass, fact)))


def _text(fact: Any) -> str:
    if isinstance(fact, tuple):
        return f"({', '.join(map(_text, fact))})"
    return f"({_facts(fact)})" if is_dataclass(fact) else repr(fact)
