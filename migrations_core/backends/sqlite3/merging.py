"""Changes of one table that wait to be carried out together, and when they may not be merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from migrations_core.schema.tables import Column, Table

NULL = "NULL"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a column's value comes from when rows are copied.

    A column of the table as it was, a constant (``fallback`` alone), or the column with
    ``fallback`` in place of NULL. ``fallback`` is SQL text.
    """

    column: str | None
    fallback: str | None = None

    @property
    def constant(self) -> str:
        return NULL if self.fallback is None else self.fallback


Sources = Mapping[str, Source]
"""By target column. A column that is missing is computed, or takes its default, by itself."""


@dataclass(frozen=True, slots=True)
class TableChange:
    """One table's way from ``before``, which the database holds, to ``after``.

    ``before`` is None for a table that does not exist yet. ``anew`` is true if Django makes the table anew for one of
    the changes, and forgets what its models do not know.
    """

    before: Table | None
    after: Table
    sources: Sources = field(default_factory=dict)
    causes: tuple[object, ...] = ()
    anew: bool = False

    @property
    def table(self) -> str:
        return self.after.name


def unchanged(table: Table) -> dict[str, Source]:
    """Take every stored column from the column of the same name."""
    return {c.name: Source(c.name) for c in table.columns if c.generated is None}


def merge(
    pending: TableChange, after: Table, sources: Sources, cause: object
) -> TableChange | None:
    """Merge one more change into pending work.

    Give None when doing both at once would not leave the rows, or the errors, that doing one
    after the other leaves: the caller carries out the pending part first.
    """
    causes = pending.causes
    if cause is not None and cause not in causes:
        causes = (*causes, cause)
    if pending.before is None:
        return replace(pending, after=after, causes=causes)
    if _hides_an_error(pending, after, sources):
        return None
    composed = {}
    for name, source in sources.items():
        target = after.column(name)
        if target is None or not _composes(pending, source, target):
            return None
        inner = pending.sources.get(source.column) if source.column else None
        if inner is not None:
            composed[name] = _through(inner, source)
        elif source.column is None:
            composed[name] = source
    return replace(pending, after=after, sources=composed, causes=causes)


def _composes(pending: TableChange, outer: Source, target: Column) -> bool:
    if outer.column is None:
        return True
    inner, between = pending.sources.get(outer.column), pending.after.column(outer.column)
    if between is None:
        return False
    if inner is None:
        # The value is the new column's own default, so it must keep name and default.
        return (between.name, between.default, between.type) == (
            target.name,
            target.default,
            target.type,
        )
    if between.type == target.type:
        return True
    # SQLite converts by the column's type, so two changes of type convert twice.
    first = pending.before.column(inner.column) if pending.before and inner.column else None
    return first is not None and inner.fallback is None and first.type == between.type


def _through(inner: Source, outer: Source) -> Source:
    """Compose: ``outer`` reads a column that ``inner`` fills."""
    fallback = outer.fallback if inner.fallback in (None, NULL) else inner.fallback
    return Source(inner.column, fallback)


def _hides_an_error(pending: TableChange, after: Table, sources: Sources) -> bool:
    """Tell whether a rule that pending work brings, and rows may break, would vanish again."""
    assert pending.before is not None
    before = _rules(pending.before, {})
    came_from: dict[str | None, str] = {
        source.column: name for name, source in sources.items() if source.column
    }
    added = _rules(pending.after, {}) - {
        rule for rule in before if rule[1] in (None, *pending.sources)
    }
    return not _renamed(added, came_from) <= _rules(after, {})


Rule = tuple[str, str | None, str]


def _rules(table: Table, names: Mapping[str, str]) -> set[Rule]:
    """List what rows must satisfy: kind, the column if it is about one, the text."""
    rules: set[Rule] = {("constraint", None, c.sql) for c in table.constraints}
    rules |= {("index", None, ",".join(i.columns) or i.sql) for i in table.indexes if i.unique}
    rules |= {("key", None, ",".join(table.primary_key))} if table.primary_key else set()
    for column in table.columns:
        if not column.null and column.generated is None:
            rules.add(("null", column.name, ""))
        if column.unique or column.primary_key:
            rules.add(("unique", column.name, ""))
        if column.check:
            rules.add(("check", column.name, column.check))
    return rules


def _renamed(rules: set[Rule], names: Mapping[str | None, str]) -> set[Rule]:
    return {(kind, names.get(column, column), text) for kind, column, text in rules}
