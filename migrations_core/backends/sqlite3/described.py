"""Whether a table that is known is the one that its model describes.

Django makes a table anew from the model. The table that the database holds may say something else: the type of a
foreign key whose target got another one since, or what only the state was told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from migrations_core.backends.base.models import Field, Model, as_class
from migrations_core.backends.base.planning.asking import Planner
from migrations_core.backends.base.projection import (
    composite_primary_key,
    project_column,
    table_constraints,
    table_together,
)
from migrations_core.backends.base.wording import made_of
from migrations_core.rendering.lazy_fields import field_names, source_of
from migrations_core.schema.tables import Column, Table
from migrations_core.values import frozen

_NAMED_BY_DJANGO = re.compile(r"_([0-9a-f]{8}(_idx|_uniq)?|[0-9a-f]{6}_idx)$")
"""Ends of the names that editors give, and that a ``models.Index`` without a name gets."""


def is_named_by_django(index: str) -> bool:
    """Tell whether an index has a name that Django makes up, if only for an older name of the table or of a column."""
    return bool(_NAMED_BY_DJANGO.search(index))


@frozen
class Described:
    """What a field of a state comes to; it holds as long as the state has this very field."""

    source: Any
    column: Column | None
    index: str
    """The name of the field's own index, empty if it has none."""


def is_described(
    editor: Planner, model: Model, table: Table, remembered: dict[str, Described]
) -> bool:
    """Tell whether a rebuild from the model would make the same table.

    ``remembered`` spares looking at fields that were looked at before. Indexes that were made by hand do no harm, as
    a rebuild keeps those; what the models no longer want, or never know (``index_together``), goes with it.
    """
    columns = dict(zip(table.column_names, table.columns, strict=True))
    wanted = {""}
    for field in _fields(editor, model, remembered):
        if field.column is None:
            continue
        if columns.pop(field.column.name, None) != field.column:
            return False
        wanted.add(field.index)
    options = _option_indexes(editor, model, table)
    if columns or options is None:
        return False
    wanted |= options
    indexes = {"", *(index.name for index in table.indexes)}
    return wanted <= indexes and not any(map(is_named_by_django, indexes - wanted))


def _fields(editor: Planner, model: Model, remembered: dict[str, Described]) -> Iterator[Described]:
    for name in field_names(as_class(model)):
        source = source_of(as_class(model), name)
        if source is not None and source.many_to_many:
            continue
        known = remembered.get(name)
        if known is None or source is None or known.source is not source:
            field = model._meta.get_field(name)
            column = project_column(editor, model, field)
            index = "".join(made_of(sql).name for sql in editor._field_indexes_sql(model, field))
            known = Described(source, column, index)
            if _stands_alone(field):
                remembered[name] = known
        yield known


def _stands_alone(field: Field) -> bool:
    """Tell whether the column depends on nothing but its field, so that it is the same as long as that is."""
    return not (field.is_relation or field.generated or field.has_db_default())


def _option_indexes(editor: Planner, model: Model, table: Table) -> set[str] | None:
    """Name the indexes that the model's options make; give None where the table has another key or other rules."""
    options = model._meta
    if table.primary_key != composite_primary_key(options.pk):
        return None
    made_later = table_together(editor, model)
    if options.constraints or table.constraints:
        inline, constraints = table_constraints(editor, model)
        if inline != table.constraints:
            return None
        made_later += constraints
    own = {index.name for index in options.indexes if editor._index_supported(index)}
    return own | {made_of(sql).name for sql in made_later}
