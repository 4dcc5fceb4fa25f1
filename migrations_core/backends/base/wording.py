"""The text of an index or a constraint as a value that knows the tables and columns in it.

``models.Index``, constraints, and whoever makes them, give Django's statements, which change in place. Here such a
statement is never changed: what is to be renamed is renamed in a copy, and described anew.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from django.db.backends.ddl_references import (
    ForeignKeyName,
    IndexName,
    Statement,
    TableColumns,
)

from migrations_core.schema import statements as ddl
from migrations_core.schema.tables import Check, ForeignKey, Index, Made, PrimaryKey, Unique

Kind = Literal["index", "unique index", "unique", "check", "primary key", "foreign key"]


class Creation(Statement):
    """A statement that creates an index or a constraint: what our editors give to those who ask for its SQL."""

    def __init__(self, kind: Kind, template: str, **parts: Any) -> None:
        super().__init__(template, **parts)
        self.kind = kind


class StatementWording:
    """One of Django's statements, which from now on nobody changes."""

    __slots__ = ("_statement",)

    def __init__(self, statement: Statement) -> None:
        self._statement = statement

    def __str__(self) -> str:
        return str(self._statement)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    @property
    def name(self) -> str:
        return unquoted(str(self._statement.parts.get("name", "")))

    def statement(self) -> Statement:
        """Give a statement that the caller may change."""
        return copied(self._statement)

    @property
    def template_and_parts(self) -> tuple[str, dict[str, Any]]:
        """What it is written from; the parts are to be read only."""
        return self._statement.template, self._statement.parts

    def mentions_table(self, table: str) -> bool:
        return bool(self._statement.references_table(table))

    def mentions_column(self, table: str, column: str) -> bool:
        return bool(self._statement.references_column(table, column))

    def mentions_index(self, table: str, quoted_name: str) -> bool:
        return bool(self._statement.references_index(table, quoted_name))

    def table_renamed(self, before: str, after: str) -> StatementWording:
        if not self.mentions_table(before):
            return self
        statement = self.statement()
        statement.rename_table_references(before, after)
        return StatementWording(statement)

    def column_renamed(
        self, table: str, before: str, after: str, *, names_too: bool = True
    ) -> StatementWording:
        """Rename a column; with ``names_too`` also in the name that is made of the columns' names."""
        if not self.mentions_column(table, before):
            return self
        statement = self.statement()
        for part in statement.parts.values():
            if hasattr(part, "rename_column_references") and (
                names_too or not isinstance(part, IndexName)
            ):
                part.rename_column_references(table, before, after)
        return StatementWording(statement)

    def name_kept(self) -> StatementWording:
        """Let the name stay what it is now, whatever is renamed later."""
        name = self._statement.parts.get("name")
        # Django's names of unique constraints follow to the end.
        is_index = isinstance(self._statement, Creation) and self._statement.kind == "index"
        if not is_index or not isinstance(name, IndexName):
            return self
        statement, kept = self.statement(), str(name)
        own: Any = statement.parts["name"]
        own.create_index_name = lambda *_: kept
        return StatementWording(statement)

    def described(self) -> ddl.Statement:
        """Say in facts what it creates."""
        return _described(self, self._statement)


def typed(sql: object) -> ddl.Statement:
    """Give the statement that ``sql`` is: one that names its tables and columns, or text of unknown content."""
    return StatementWording(sql).described() if isinstance(sql, Statement) else ddl.Raw(str(sql))


def made_of(sql: object) -> Made:
    """Give what ``sql`` makes: an index or a constraint; what nobody knows is taken for an index."""
    return made_by(typed(sql))


def made_by(statement: ddl.Statement) -> Made:
    """Give what a statement makes, as ``made_of`` does."""
    match statement:
        case ddl.CreateIndex(made) | ddl.AddConstraint(made):
            return made
        case ddl.Raw(sql):
            wording = statement.wording
            name = wording.name if isinstance(wording, StatementWording) else ""
            return Index(name=name, sql=sql, wording=wording)
    raise TypeError(f"{statement!r} makes no index and no constraint.")


def name_kept(index: Index) -> Index:
    """Let an index keep its name, whatever is renamed before it is made."""
    return replace(index, wording=index.wording and index.wording.name_kept())


def making(made: Made) -> ddl.Statement:
    """Give the statement that makes an index or a constraint."""
    if not isinstance(made, Index):
        return ddl.AddConstraint(made)
    return ddl.CreateIndex(made) if made.table else ddl.Raw(made.sql, wording=made.wording)


def about_columns(statement: ddl.Statement, columns: Iterable[str]) -> ddl.Statement:
    """Tell which columns a constraint is about, where its text does not."""
    if not isinstance(statement, ddl.AddConstraint):
        return statement
    return ddl.AddConstraint(replace(statement.constraint, columns=tuple(columns)))


def _described(wording: StatementWording, statement: Statement) -> ddl.Statement:
    if not isinstance(statement, Creation):
        return ddl.Raw(str(statement), wording=wording)
    parts = statement.parts
    texts = {key: str(part) for key, part in parts.items()}  # once: names are digests
    facts: dict[str, Any] = {
        "table": parts["table"].table,
        "name": unquoted(texts.get("name", "")),
        "columns": _columns(parts.get("columns") or parts.get("column")),
        "sql": statement.template % texts,
        "wording": wording,
    }
    match statement.kind:
        case "index" | "unique index":
            is_plain = not any(text for key, text in texts.items() if key not in _OF_ALL)
            return ddl.CreateIndex(
                Index(
                    **facts,
                    unique=statement.kind == "unique index",
                    condition=texts.get("condition", ""),
                    listed=texts["columns"] if is_plain else "",
                )
            )
        case "foreign key":
            target = parts["to_table"].table, _columns(parts["to_column"])
            return ddl.AddConstraint(
                ForeignKey(**facts, target=target[0], target_columns=target[1])
            )
        case "unique":
            return ddl.AddConstraint(Unique(**facts))
        case "primary key":
            return ddl.AddConstraint(PrimaryKey(**facts))
    return ddl.AddConstraint(Check(**facts))


_OF_ALL = {"table", "name", "columns"}


def _columns(part: Any) -> tuple[str, ...]:
    return tuple(part.columns) if isinstance(part, TableColumns) else ()


def unquoted(name: str) -> str:
    quote = name[:1]
    return name[1:-1].replace(quote * 2, quote) if quote in {'"', "`"} else name


def copied(statement: Statement) -> Statement:
    """Copy a statement as far as renaming changes it; what quotes and compiles is shared."""
    double = copy.copy(statement)  # it may be of a class of its own, with attributes of its own
    double.parts = {name: _copied_part(part) for name, part in statement.parts.items()}
    return double


def _copied_part(part: Any) -> Any:
    if isinstance(part, str | None):
        return part
    if isinstance(part, Statement):
        return copied(part)
    double = copy.copy(part)
    if isinstance(part, TableColumns):
        double.columns = list(part.columns)
    if isinstance(part, ForeignKeyName):
        double.to_reference = _copied_part(part.to_reference)
    return double
