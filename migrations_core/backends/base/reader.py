"""Read what a database of any vendor holds, as far as Django's introspection tells it."""

from __future__ import annotations

from typing import Any

from migrations_core.schema.tables import (
    Check,
    Column,
    ForeignKey,
    Index,
    IndexKey,
    Made,
    PrimaryKey,
    Schema,
    Table,
    Unique,
    View,
)  # fmt: skip

from .models import Connection


def read_schema(connection: Connection) -> Schema:
    """Read tables and the names of views."""
    with connection.cursor() as cursor:
        listed = connection.introspection.get_table_list(cursor)
        tables = (_table(connection, cursor, each) for each in listed if each.type != "v")
        return Schema(
            tables=tuple(sorted(tables, key=lambda table: table.name)),
            views=tuple(View(each.name, "") for each in listed if each.type == "v"),
        )


def _table(connection: Connection, cursor: Any, listed: Any) -> Table:
    introspection: Any = connection.introspection
    columns = introspection.get_table_description(cursor, listed.name)
    constraints = introspection.get_constraints(cursor, listed.name)
    made = sorted((_made(name, facts) for name, facts in constraints.items()), key=repr)
    return Table(
        listed.name,
        tuple(map(_column, columns)),
        primary_key=next((each for each in made if isinstance(each, PrimaryKey)), None),
        uniques=tuple(each for each in made if isinstance(each, Unique)),
        checks=tuple(each for each in made if isinstance(each, Check)),
        foreign_keys=tuple(each for each in made if isinstance(each, ForeignKey)),
        indexes=tuple(each for each in made if isinstance(each, Index)),
        comment=getattr(listed, "comment", None) or "",
    )


def _column(told: Any) -> Column:
    sizes = (told.display_size, told.internal_size, told.precision, told.scale)
    return Column(
        told.name,
        f"{told.type_code} {sizes}",
        null=bool(told.null_ok),
        default=None if told.default is None else str(told.default),
        collation=told.collation or "",
        identity="AUTO" if getattr(told, "is_autofield", False) else "",
        comment=getattr(told, "comment", None) or "",
    )


def _made(name: str, facts: dict[str, Any]) -> Made:
    columns = tuple(facts["columns"] or ())
    told = {key: facts.get(key) for key in ("type", "definition", "options")}
    options = tuple(f"{key} {value}" for key, value in told.items() if value)
    if facts["primary_key"]:
        return PrimaryKey(columns, name=name, options=options)
    if facts["foreign_key"]:
        target, column = facts["foreign_key"]
        return ForeignKey(
            columns, name=name, options=options, target=target, target_columns=(column,)
        )
    if facts["check"]:
        return Check(columns, name=name, options=options)
    if facts["unique"] and not facts["index"]:
        return Unique(columns, name=name, options=options)
    orders = facts.get("orders") or [""] * len(columns)
    keys = (IndexKey(c, descending=o == "DESC") for c, o in zip(columns, orders, strict=False))
    return Index(columns, name=name, options=options, unique=facts["unique"], keys=tuple(keys))
