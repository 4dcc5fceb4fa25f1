"""Reductions of operations that set a model's options or managers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migrations_core.operations.lifecycle import CreateModel
from migrations_core.operations.options import (
    AlterModelManagers,
    AlterModelOptions,
    AlterModelTable,
    AlterModelTableComment,
    AlterOrderWithRespectTo,
    AlterTogetherOptionOperation,
    ModelOptionOperation,
)
from migrations_core.operations.registry import reduction

if TYPE_CHECKING:
    from migrations_core.operations.base import Operation

    Result = list[Operation] | None


@reduction(ModelOptionOperation, ModelOptionOperation)
def set_twice(first: ModelOptionOperation, second: ModelOptionOperation, app_label: str) -> Result:
    if not isinstance(second, type(first)) or first.name_lower != second.name_lower:
        return None
    return [second]


@reduction(CreateModel, AlterModelOptions)
def create_with_options(create: CreateModel, alter: AlterModelOptions, app_label: str) -> Result:
    unset = set(alter.ALTER_OPTION_KEYS) - alter.options.keys()
    kept = {name: value for name, value in create.options.items() if name not in unset}
    return _created(create, alter, options={**kept, **alter.options})


@reduction(CreateModel, AlterModelManagers)
def create_with_managers(create: CreateModel, alter: AlterModelManagers, app_label: str) -> Result:
    return _created(create, alter, managers=alter.managers)


@reduction(CreateModel, AlterModelTable)
def create_with_table(create: CreateModel, alter: AlterModelTable, app_label: str) -> Result:
    return _created(create, alter, options={**create.options, "db_table": alter.table})


@reduction(CreateModel, AlterModelTableComment)
def create_with_table_comment(
    create: CreateModel, alter: AlterModelTableComment, app_label: str
) -> Result:
    options = {**create.options, "db_table_comment": alter.table_comment}
    return _created(create, alter, options=options)


@reduction(CreateModel, AlterTogetherOptionOperation)
def create_with_together(
    create: CreateModel, alter: AlterTogetherOptionOperation, app_label: str
) -> Result:
    options = {**create.options, alter.option_name: alter.option_value}
    return _created(create, alter, options=options)


@reduction(CreateModel, AlterOrderWithRespectTo)
def create_with_order(
    create: CreateModel, alter: AlterOrderWithRespectTo, app_label: str
) -> Result:
    options = {**create.options, "order_with_respect_to": alter.order_with_respect_to}
    return _created(create, alter, options=options)


def _created(create: CreateModel, alter: ModelOptionOperation, **changes: Any) -> Result:
    return [create.__replace__(**changes)] if create.name_lower == alter.name_lower else None
