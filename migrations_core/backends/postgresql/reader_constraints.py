"""The constraints of one PostgreSQL table, from its rows of pg_constraint to values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migrations_core.schema.tables import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from migrations_core.values import frozen

ACTIONS = {
    "a": "NO ACTION",
    "r": "RESTRICT",
    "c": "CASCADE",
    "n": "SET NULL",
    "d": "SET DEFAULT",
}
MATCHES = {"f": "FULL", "p": "PARTIAL"}
IMMEDIATE = "NOT DEFERRABLE"


@frozen
class Stored:
    """One row of the query for constraints."""

    table: str
    kind: str
    name: str
    columns: list[str]
    definition: str
    deferrable: bool
    deferred: bool
    validated: bool
    not_inherited: bool
    target: str
    target_columns: list[str]
    on_delete: str
    on_update: str
    match: str
    comment: str | None

    @property
    def deferrability(self) -> str:
        if not self.deferrable:
            return IMMEDIATE
        return f"DEFERRABLE INITIALLY {'DEFERRED' if self.deferred else 'IMMEDIATE'}"

    def options(self) -> tuple[str, ...]:
        return tuple(
            text
            for text, given in [
                ("NOT VALID", not self.validated),
                ("NO INHERIT", self.kind == "c" and self.not_inherited),
                (f"COMMENT {self.comment}", self.comment is not None),
            ]
            if given
        )


class Constraints:
    """The constraints of a table, by kind and sorted."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.stored = [Stored(*row) for row in rows]

    def primary_key(self) -> PrimaryKey | None:
        keys = [
            PrimaryKey(tuple(one.columns), name=one.name, options=self._definition(one))
            for one in self._of("p")
        ]
        return keys[0] if keys else None

    def uniques(self) -> tuple[Unique, ...]:
        return tuple(
            Unique(tuple(one.columns), name=one.name, options=self._definition(one))
            for one in self._of("u")
        )

    def checks(self) -> tuple[Check, ...]:
        return tuple(
            Check(expression=one.definition, name=one.name, options=one.options())
            for one in self._of("c")
        )

    def exclusions(self) -> tuple[Exclusion, ...]:
        return tuple(Exclusion(definition=one.definition, name=one.name) for one in self._of("x"))

    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        return tuple(
            ForeignKey(
                tuple(one.columns),
                target=one.target,
                target_columns=tuple(one.target_columns),
                name=one.name,
                on_delete=ACTIONS[one.on_delete],
                on_update=ACTIONS[one.on_update],
                match=MATCHES.get(one.match, ""),
                deferrability=one.deferrability,
                options=one.options(),
            )
            for one in self._of("f")
        )

    def _of(self, kind: str) -> Iterator[Stored]:
        return (one for one in self.stored if one.kind == kind)

    def _definition(self, one: Stored) -> tuple[str, ...]:
        """Give the whole text, which has deferrability, INCLUDE and NULLS NOT DISTINCT."""
        return (one.definition, *one.options())
