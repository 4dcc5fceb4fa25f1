"""MODIFY forgets what it is not told: a column as the model wants it, with all that the model does not say."""

from __future__ import annotations

from dataclasses import replace

from migrations_core.schema.tables import Column

from .introspection import StoredColumn

FAMILIES = {
    "text": ("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"),
    "bytes": ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"),
    "number": (
        "bool",
        "tinyint",
        "smallint",
        "mediumint",
        "int",
        "integer",
        "bigint",
        "decimal",
        "numeric",
        "float",
        "double",
    ),
    "time": ("date", "datetime", "timestamp", "time"),
}
"""Types between which a default stays valid."""


def full_definition(before: Column, after: Column, stored: StoredColumn | None) -> Column:
    """Add to ``after`` what the server has beyond the model, as far as the change leaves it valid."""
    if stored is None:
        return replace(after, check=None)
    family = _family(after.type)
    is_alike = family == _family(before.type)
    keeps_default = is_alike and before.default is None and after.default is None
    keeps_collation = family == "text" and is_alike and not before.collation
    return replace(
        after,
        default=stored.default if keeps_default and not after.generated else after.default,
        collation=after.collation or (stored.collation if keeps_collation else ""),
        comment=after.comment or ("" if before.comment else stored.comment),
        suffix=_suffix(after, stored, is_alike),
        check=_check(before, after, stored),
    )


def _family(type_: str) -> str:
    word = type_.partition("(")[0].partition(" ")[0].lower()
    return next((family for family, words in FAMILIES.items() if word in words), word)


def _suffix(after: Column, stored: StoredColumn, is_alike: bool) -> str:
    parts = (
        after.suffix,
        stored.on_update if is_alike else "",
        "INVISIBLE" if stored.invisible else "",
    )
    return " ".join(part for part in parts if part)


def _check(before: Column, after: Column, stored: StoredColumn) -> str | None:
    """Give the check that stands in the column's definition, unless the change replaces it."""
    old, new = f"`{before.name}`", f"`{after.name}`"
    of_type = f"json_valid({old})"
    model_changes = (before.check or "").replace(old, new) != (after.check or "")
    if not stored.check or stored.check == of_type or model_changes:
        return None
    return stored.check.replace(old, new)
