"""Show where two values of one kind differ, one line per fact, each line with its whole path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from difflib import unified_diff

CONTEXT_LINES = 0
HEADER_LINES = 2


def diff(before: object, after: object) -> str:
    """Return the facts that differ, `-` for those of the first value; empty when there are none."""
    return line_diff(list(facts(before)), list(facts(after)))


def line_diff(before: list[str], after: list[str]) -> str:
    changes = list(unified_diff(before, after, lineterm="", n=CONTEXT_LINES))[HEADER_LINES:]
    return "\n".join(line for line in changes if not line.startswith("@@"))


def facts(value: object, path: str = "") -> Iterator[str]:
    """Spell a value out as lines. Every field is in some line, so that none differs unseen.

    Members of a tuple are labelled by their names where they have some, else by their contents;
    the order of named members is a fact of its own.
    """
    match value:
        case tuple():
            labels = [_label(member) for member in value]
            if labels:
                yield f"{path}: [{', '.join(labels)}]"
            for label, member in zip(labels, value, strict=True):
                if _is_record(member):
                    yield from facts(member, f"{path} {label}")
        case dict():
            for key in sorted(value):
                yield from facts(value[key], f"{path} {key}")
        case _ if _is_record(value):
            for field in fields(value):  # type: ignore[arg-type]  # _is_record checked it
                yield from facts(getattr(value, field.name), f"{path} {field.name}".strip())
        case _:
            yield f"{path}: {value!r}"


def _is_record(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, type)


def _label(value: object) -> str:
    name = getattr(value, "name", None)
    if name is not None:
        return str(name)
    if _is_record(value):
        return f"({', '.join(_contents(value))})"
    return repr(value)


def _contents(value: object) -> Iterator[str]:
    for field in fields(value):  # type: ignore[arg-type]  # only called for dataclasses
        content = getattr(value, field.name)
        if content not in (None, (), ""):
            yield repr(content) if not isinstance(content, str) else content
