"""Changes of one table that are carried out together, and when they may not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrations_core.schema import statements as ddl
from migrations_core.schema.plan import Planned, together
from migrations_core.schema.statements import NULL, RebuildTable, Source, Sources, table_of
from migrations_core.schema.tables import Column, Table


def unchanged(table: Table) -> dict[str, Source]:
    """Take every stored column from the column of the same name."""
    return {c.name: Source(c.name) for c in table.columns if c.generated is None}


class MergingRules:
    """What fits together on SQLite: all changes of a table are one rebuild, as long as nobody can tell."""

    def waits(self, planned: Planned) -> bool:
        return isinstance(planned.statement, ddl.CreateTable | RebuildTable)

    def join(self, earlier: Planned, later: Planned) -> Planned | None:
        if not self.waits(earlier) or table_of(earlier.statement) != table_of(later.statement):
            return None
        change = _as_change(form_after(earlier.statement), later.statement)
        joined = None if change is None else _joined(earlier.statement, change)
        return None if joined is None else Planned(joined, together((earlier, later)))

    def commute(self, earlier: Planned, later: Planned) -> bool:
        """Tell whether the later statement needs nothing of what is held back."""
        table = table_of(earlier.statement)
        match later.statement:
            case ddl.RenameTable(before, after):
                return {before, after}.isdisjoint(_tables_named_by(earlier.statement))
            case ddl.DropTable(dropped):
                return dropped not in _tables_named_by(earlier.statement)
            case ddl.RenameColumn(owner):
                return owner not in _tables_named_by(earlier.statement)
            case ddl.CreateIndex(index) if isinstance(earlier.statement, RebuildTable):
                names = {each.name for each in earlier.statement.before.indexes}
                return table != index.table and index.name not in names
            case ddl.CopyRows(source, target):
                return table not in (source, target)
        return table_of(later.statement) not in (None, table)


def form_after(statement: ddl.Statement) -> Table:
    """Give the table as it is after what is held back."""
    if isinstance(statement, ddl.CreateTable):
        return statement.table
    assert isinstance(statement, RebuildTable)
    return statement.after


def with_form_after(statement: ddl.Statement, after: Table) -> ddl.Statement:
    if isinstance(statement, ddl.CreateTable):
        return ddl.CreateTable(after)
    assert isinstance(statement, RebuildTable)
    return replace(statement, after=after)


def _tables_named_by(statement: ddl.Statement) -> set[str]:
    forms = [form_after(statement)]
    if isinstance(statement, RebuildTable):
        forms.append(statement.before)
    columns = (column for form in forms for column in form.columns)
    return {*(form.name for form in forms), *(c.reference.table for c in columns if c.reference)}


def _as_change(before: Table, statement: ddl.Statement) -> RebuildTable | None:
    """Give a statement as a change of the whole table, if it can be one; indexes change no values."""
    match statement:
        case RebuildTable():
            return statement
        case ddl.CreateIndex(index):
            after = before.with_index(index)
        case ddl.DropIndex(_, name) if any(index.name == name for index in before.indexes):
            after = before.without_index(name)
        case _:
            return None
    return RebuildTable(before, after, unchanged(after))


def _joined(earlier: ddl.Statement, later: RebuildTable) -> ddl.Statement | None:
    if isinstance(earlier, ddl.CreateTable):
        return ddl.CreateTable(later.after)
    assert isinstance(earlier, RebuildTable)
    return merge(earlier, later)


def merge(earlier: RebuildTable, later: RebuildTable) -> RebuildTable | None:
    """Make one rebuild of two.

    Give None when doing both at once would not leave the rows, or the errors, that doing one
    after the other leaves.
    """
    after, sources = later.after, later.sources
    if _hides_an_error(earlier, after, sources):
        return None
    composed = {}
    for name, source in sources.items():
        target = after.column(name)
        if target is None or not _composes(earlier, source, target):
            return None
        inner = earlier.sources.get(source.column) if source.column else None
        if inner is not None:
            composed[name] = _through(inner, source)
        elif source.column is None:
            composed[name] = source
    return RebuildTable(earlier.before, after, composed, anew=earlier.anew or later.anew)


def _composes(earlier: RebuildTable, outer: Source, target: Column) -> bool:
    if outer.column is None:
        return True
    inner, between = earlier.sources.get(outer.column), earlier.after.column(outer.column)
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
    first = earlier.before.column(inner.column) if inner.column else None
    return first is not None and inner.fallback is None and first.type == between.type


def _through(inner: Source, outer: Source) -> Source:
    """Compose: ``outer`` reads a column that ``inner`` fills."""
    fallback = outer.fallback if inner.fallback in (None, NULL) else inner.fallback
    return Source(inner.column, fallback)


def _hides_an_error(earlier: RebuildTable, after: Table, sources: Sources) -> bool:
    """Tell whether a rule that the earlier change brings, and rows may break, would vanish again."""
    before = _rules(earlier.before, {})
    came_from: dict[str | None, str] = {
        source.column: name for name, source in sources.items() if source.column
    }
    added = _rules(earlier.after, {}) - {
        rule for rule in before if rule[1] in (None, *earlier.sources)
    }
    return not _renamed(added, came_from) <= _rules(after, {})


Rule = tuple[str, str | None, str]


def _rules(table: Table, names: Mapping[str, str]) -> set[Rule]:
    """List what rows must satisfy: kind, the column if it is about one, the text."""
    rules: set[Rule] = {("constraint", None, c.sql) for c in table.constraints}
    rules |= {("index", None, ",".join(i.columns) or i.sql) for i in table.indexes if i.unique}
    rules |= {("key", None, ",".join(table.primary_key.columns))} if table.primary_key else set()
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
