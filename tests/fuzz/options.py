"""Change the options of a model."""

from __future__ import annotations

from dataclasses import replace

from tests.fuzz.dice import Dice
from tests.fuzz.project import Code, Model

MANAGERS = (
    "",
    "objects = referred.KeptManager()",
    "objects = referred.KeptManager(2)",
    "special = referred.PlainManager()\n    objects = referred.KeptManager()",
)
NAMES = (
    *("db_table", "db_table", "db_table_comment", "ordering", "order_with_respect_to"),
    *("verbose_name", "permissions", "get_latest_by", "default_permissions", "managers"),
)


def with_other_option(dice: Dice, model: Model) -> Model:
    """Give a model an option, take it away, or change its value."""
    name = dice.pick(NAMES)
    if name == "managers":
        return replace(model, managers=dice.pick(MANAGERS) if model.kind != "user" else "")
    if model.option(name) and (dice.chance(0.5) or name == "order_with_respect_to"):
        return model.set_option(name, None)
    return model.set_option(name, _value(dice, model, name))


def _value(dice: Dice, model: Model, name: str) -> Code | str | None:
    columns = [field.uid for field in model.fields if field.is_column]
    keys = [field.uid for field in model.fields if field.kind == "ForeignKey"]
    match name:
        case "ordering":
            if not columns or model.option("order_with_respect_to"):
                return None
            return Code(f"['{dice.pick(['', '-'])}<0>']", (dice.pick(columns),))
        case "order_with_respect_to":
            if not keys or model.kind != "plain" or model.option("ordering"):
                return None
            return Code("'<0>'", (dice.pick(keys),))
        case "db_table":
            return dice.pick([f"'tbl_{dice.uid()}'", f"'Tbl{dice.uid()}'"])
        case "db_table_comment":
            return dice.pick(["'table comment'", '"it\'s so"'])
        case "permissions":
            return f"[('can_{dice.uid()}', 'Can')]"
        case "default_permissions":
            return "()"
        case "get_latest_by":
            return "'pk'"
    return f"'called {dice.uid()}'"
