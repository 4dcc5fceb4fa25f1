"""Statements that make, rename and drop indexes, and what models want unique or indexed together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from migrations_core.backends.base.models import Model, ModelIndex
from migrations_core.backends.base.wording import typed
from migrations_core.exceptions import WrongConstraintCountError
from migrations_core.schema import statements as ddl

from .asking import Planner

Statements = tuple[ddl.Statement, ...]
Together = Iterable[Sequence[str]]
"""Names of fields, in each combination of a model's ``unique_together`` or ``index_together``."""


def creation(editor: Planner, model: Model, index: ModelIndex, **options: Any) -> Statements:
    """Make an index, unless the database has none of its kind."""
    if not editor._index_supported(index):
        return ()
    return (typed(index.create_sql(model, editor, **options)),)


def renaming(editor: Planner, model: Model, old_name: str, new_name: str) -> Statements:
    sql = str(editor._rename_index_sql(model, old_name, new_name))
    return (ddl.RenameIndex(model._meta.db_table, old_name, new_name, sql),)


def unique_together(editor: Planner, model: Model, names: Sequence[str]) -> Statements:
    fields = [model._meta.get_field(name) for name in names]
    return (typed(editor._create_unique_sql(model, fields)),)


def index_together(editor: Planner, model: Model, names: Sequence[str]) -> Statements:
    fields = [model._meta.get_field(name) for name in names]
    return (typed(editor._create_index_sql(model, fields=fields, suffix="_idx")),)


def changes(old: Together, new: Together) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Give the combinations that go and those that come, each once and in the order of the model."""
    before, after = (list(dict.fromkeys(map(tuple, together))) for together in (old, new))
    going = [names for names in before if names not in after]
    return going, [names for names in after if names not in before]


def name_of_composed(
    editor: Planner, model: Model, fields: Sequence[str], facts: Mapping[str, bool]
) -> str:
    """Look for the one index over these fields, which an old version may have named.

    Raise WrongConstraintCountError if there is none, or nobody knows which of several.
    """
    options = model._meta
    columns = [options.get_field(name).column for name in fields]
    exclude = {option.name for option in (*options.constraints, *options.indexes)}
    names = editor._constraint_names(model, columns, None, exclude, **facts)
    default = editor._create_index_name(options.db_table, columns, "_uniq")
    if facts.get("unique") and default in names:
        return default
    if len(names) != 1:
        raise WrongConstraintCountError(
            f"Found wrong number ({len(names)}) of constraints for "
            f"{options.db_table}({', '.join(columns)})",
            table=options.db_table,
            columns=columns,
            names=names,
        )
    return names[0]
