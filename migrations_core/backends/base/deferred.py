"""What waits for the end of a migration follows what happens to its tables until then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.backends.ddl_references import Statement

from migrations_core.schema import statements as ddl
from migrations_core.schema.plan import Planned
from migrations_core.schema.tables import Made

from .wording import StatementWording


class Deferred(Statement):
    """An entry of ``deferred_sql``: others read it, and rename in it, as if it were Django's own statement."""

    def __init__(self, planned: Planned) -> None:
        self.planned = planned

    @property
    def made(self) -> Made | None:
        """The index or constraint that it is to make, if that is known."""
        return made_by(self.planned.statement)

    @property
    def is_known(self) -> bool:
        """Whether it is known which tables it is about."""
        return wording_of(self.planned.statement) is not None

    @property  # Django's is an attribute; what is changed in these parts changes nothing here
    def parts(self) -> dict[str, Any]:  # type: ignore[override]
        wording = wording_of(self.planned.statement)
        return {} if wording is None else wording.statement().parts

    @property
    def template(self) -> str:  # type: ignore[override]
        wording = wording_of(self.planned.statement)
        return str(self) if wording is None else str(wording.statement().template)

    def references_table(self, table: str) -> bool:
        wording = wording_of(self.planned.statement)
        return wording is not None and wording.mentions_table(table)

    def references_column(self, table: str, column: str) -> bool:
        wording = wording_of(self.planned.statement)
        return wording is not None and wording.mentions_column(table, column)

    def references_index(self, table: str, index: str) -> bool:
        wording = wording_of(self.planned.statement)
        return wording is not None and wording.mentions_index(table, index)

    def rename_table_references(self, old_table: str, new_table: str) -> None:
        self.planned = _reworded(self.planned, lambda w: w.table_renamed(old_table, new_table))

    def rename_column_references(self, table: str, old_column: str, new_column: str) -> None:
        self.planned = _reworded(
            self.planned, lambda w: w.column_renamed(table, old_column, new_column)
        )

    def __str__(self) -> str:
        return sql_of(self.planned.statement)


def made_by(statement: ddl.Statement) -> Made | None:
    """Give the index or constraint that a statement makes."""
    match statement:
        case ddl.CreateIndex(made) | ddl.AddConstraint(made):
            return made
    return None


def wording_of(statement: ddl.Statement) -> StatementWording | None:
    holder = made_by(statement) or statement
    wording = getattr(holder, "wording", None)
    return wording if isinstance(wording, StatementWording) else None


def sql_of(statement: ddl.Statement) -> str:
    """Give the text of what can be deferred: that is complete."""
    holder = made_by(statement) or statement
    assert isinstance(holder, Made | ddl.Raw)
    return holder.sql


def of_column(entries: Iterable[Deferred], table: str, column: str) -> list[Deferred]:
    """Give the indexes and constraints on just this column that are not made yet."""
    place = table, (column,)
    return [e for e in entries if (made := e.made) and (made.table, made.columns) == place]


def following(
    done: ddl.Statement, quote: Callable[[str], str], *, names_follow_columns: bool
) -> Callable[[Planned], Planned | None] | None:
    """Say what becomes of what waits when ``done`` has been planned; None if nothing is called otherwise after it.

    What waits is renamed with its table, or gone with it.
    """
    change = _change_for(done, quote, names_follow_columns=names_follow_columns)
    return None if change is None else lambda planned: _changed(planned, change)


Change = Callable[[StatementWording], StatementWording | None]


def _change_for(
    done: ddl.Statement, quote: Callable[[str], str], *, names_follow_columns: bool
) -> Change | None:
    """Say what becomes of a wording; None for a statement after which nothing is called otherwise."""
    match done:
        case ddl.DropTable(table):
            return lambda wording: None if wording.mentions_table(table) else wording
        case ddl.DropColumn(table, column):
            return lambda wording: None if wording.mentions_column(table, column.name) else wording
        case ddl.DropIndex(table, name):
            return lambda wording: _beside_dropped(wording, table, quote(name))
        case ddl.CreateIndex(made) | ddl.AddConstraint(made):
            # It cannot be made twice.
            return lambda wording: None if _makes(wording, made) else wording
        case ddl.RenameTable(old_table, new_table):
            return lambda wording: wording.table_renamed(old_table, new_table)
        case ddl.RenameColumn(table, before, after):
            return lambda wording: wording.column_renamed(
                table, before.name, after.name, names_too=names_follow_columns
            )
    return None


def _beside_dropped(
    wording: StatementWording, table: str, quoted_name: str
) -> StatementWording | None:
    """Django's editor names what waits when it looks for the index that is dropped, for then it compares names."""
    if wording.mentions_index(table, quoted_name):
        return None
    return wording.name_kept() if wording.mentions_table(table) else wording


def _makes(wording: StatementWording, made: Made) -> bool:
    return wording.mentions_table(made.table) and wording.name == made.name


def _changed(planned: Planned, change: Change) -> Planned | None:
    wording = wording_of(planned.statement)
    if wording is None:
        return planned
    other = change(wording)
    if other is None:
        return None
    return planned if other is wording else planned.instead(other.described())


def _reworded(planned: Planned, change: Change) -> Planned:
    return _changed(planned, change) or planned
