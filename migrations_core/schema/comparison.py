"""Tables held against each other.

A table that is expected against one that exists: what it has beyond that is nobody's business. Two schemas that exist:
everything in them counts, but for its order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from migrations_core.values import frozen

from .description import described
from .tables import Column, ForeignKey, Schema, Table
from .types import TypeSystem, fits, without_gaps

Mark = Literal["-", "+"]
"""Only the first has it, only the second."""

Kind = Literal["absence", "type", "null", "generated", "primary key", "unique", "reference"]


@frozen
class Mismatch:
    """One thing that is not as it was wanted. ``columns`` is empty when it is about the whole table."""

    table: str
    columns: tuple[str, ...]
    kind: Kind
    problem: str

    def __str__(self) -> str:
        place = ".".join((self.table, ", ".join(self.columns))) if self.columns else self.table
        return f"{place} {self.problem}"


def mismatches(expected: Table, found: Table | None, types: TypeSystem) -> tuple[Mismatch, ...]:
    """Compare columns, keys and references; names of constraints and the text of expressions prove nothing."""
    if found is None:
        return (Mismatch(expected.name, (), "absence", "does not exist"),)
    there = {types.fold(column.name): column for column in found.columns}
    keys = {types.fold(name) for name in found.key_columns}
    problems: list[Mismatch] = []
    for column in expected.columns:
        other = there.get(types.fold(column.name))
        if other is None:
            problems.append(Mismatch(expected.name, (column.name,), "absence", "does not exist"))
            continue
        in_key = types.fold(column.name) in keys
        said = _of_column(column, other, types, in_key=in_key)
        problems.extend(Mismatch(expected.name, (column.name,), *problem) for problem in said)
    absent = {types.fold(p.columns[0]) for p in problems if p.kind == "absence"}
    of_keys = (*_of_keys(expected, found, types), *_of_references(expected, found, types))
    problems.extend(p for p in of_keys if absent.isdisjoint(map(types.fold, p.columns)))
    return tuple(problems)


def _of_column(
    expected: Column, found: Column, types: TypeSystem, *, in_key: bool
) -> Iterator[tuple[Kind, str]]:
    if not fits(expected.type, found.type, types):
        yield "type", f"is of the type {without_gaps(found.type)} instead of {expected.type}"
    if bool(expected.generated) != bool(found.generated):
        yield "generated", f"is {'' if found.generated else 'not '}a generated column"
    elif not (expected.generated or in_key) and expected.null != found.null:
        yield (
            "null",
            "may be NULL and should not" if found.null else "is NOT NULL and should not be",
        )


def _of_keys(expected: Table, found: Table, types: TypeSystem) -> Iterator[Mismatch]:
    unique = [_folded(columns, types) for columns in (found.key_columns, *found.unique_sets())]
    primary = expected.key_columns
    if primary and _folded(primary, types) != _folded(found.key_columns, types):
        yield Mismatch(expected.name, primary, "primary key", "is not the primary key")
    for columns in dict.fromkeys(expected.unique_sets()):
        # What is unique in fewer columns is so in these.
        if not any(other and other <= _folded(columns, types) for other in unique):
            together = " together" if len(columns) > 1 else ""
            yield Mismatch(expected.name, columns, "unique", f"is not unique{together}")


def _of_references(expected: Table, found: Table, types: TypeSystem) -> Iterator[Mismatch]:
    for key in expected.references():
        if '"' in key.target:
            continue  # It leads into another schema: who knows what it is called there.
        others = [k for k in found.references() if _same(k.columns, key.columns, types)]
        if not others:
            problem = f"has no foreign key to {key.target}"
            yield Mismatch(expected.name, key.columns, "reference", problem)
        elif not any(_leads_to(other, key) for other in others):
            problem = f"refers to {others[0].target} instead of {key.target}"
            yield Mismatch(expected.name, key.columns, "reference", problem)


def _same(one: tuple[str, ...], other: tuple[str, ...], types: TypeSystem) -> bool:
    return _folded(one, types) == _folded(other, types)


def _leads_to(found: ForeignKey, expected: ForeignKey) -> bool:
    """Compare targets without their schemas, which only some servers tell, and without case."""
    names = {found.target.casefold(), found.target.rpartition(".")[2].casefold()}
    return expected.target.casefold() in names


def _folded(names: tuple[str, ...], types: TypeSystem) -> frozenset[str]:
    return frozenset(map(types.fold, names))


def differences(before: Schema, after: Schema) -> list[tuple[Mark, str]]:
    """Describe what only one of two schemas has; the order of columns does not count."""
    return only_in_one(described(before), described(after))


def only_in_one(before: Iterable[str], after: Iterable[str]) -> list[tuple[Mark, str]]:
    """Give the lines that one of two descriptions has more often than the other."""
    old, new = Counter(before), Counter(after)
    marked: list[tuple[Mark, str]] = [("-", line) for line in (old - new).elements()]
    marked += [("+", line) for line in (new - old).elements()]
    return sorted(marked, key=lambda pair: pair[1])
