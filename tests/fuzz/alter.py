"""Change one field: its arguments, or what kind of field it is."""

from __future__ import annotations

from dataclasses import replace

from tests.fuzz import vocabulary as words
from tests.fuzz.dice import Dice
from tests.fuzz.generate import related, relation_targets, with_default
from tests.fuzz.project import Field, Project


def altered(dice: Dice, project: Project, field: Field) -> Field:
    """Give a field other arguments."""
    match field.kind:
        case "ManyToManyField":
            return _altered_many(dice, field)
        case "ForeignKey" | "OneToOneField":
            return _altered_relation(dice, project, field)
        case "GeneratedField":
            return field.set("help_text", f"'computed {dice.uid()}'")
    for _ in range(dice.pick([1, 1, 2])):
        field = _altered_plain(dice, field)
    return field


def _altered_plain(dice: Dice, field: Field) -> Field:
    bounded = field.kind not in words.UNBOUNDED
    texts = field.kind in ("CharField", "TextField")
    ways = [
        "null",
        "null",
        "default",
        "default",
        "db_column",
        "db_comment",
        "help_text",
        "required",
    ]
    ways += ["unique", "db_index"] if bounded else []
    ways += ["db_collation"] if texts else []
    way = dice.pick(ways)
    match way:
        case "null":
            return field.flip("null", "True")
        case "default":
            return with_default(dice, field)
        case "db_column":
            return field.flip("db_column", f"'col{dice.uid()}'")
        case "db_comment" | "db_collation":
            values = words.COMMENTS if way == "db_comment" else words.COLLATIONS[dice.vendor]
            return field.flip(way, dice.pick(values))
        case "help_text":
            return field.set("help_text", f"'help {dice.uid()}'")
        case "unique":
            return field.flip("unique", "True").set("default", None).set("db_default", None)
        case "db_index":
            return field.flip("db_index", "True")
    for name, value in dice.pick(words.REQUIRED.get(field.kind, ({},))).items():
        field = field.set(name, value)
    return field


def _altered_relation(dice: Dice, project: Project, field: Field) -> Field:
    roll = dice.random.random()
    if roll < 0.35 and "SET_NULL" not in _text(field, "on_delete"):
        return field.flip("null", "True")
    if roll < 0.5:
        return field.flip("db_column", f"'rel_{dice.uid()}'")
    if roll < 0.65 and field.kind == "ForeignKey":
        return field.flip("db_index", "False")
    return related(dice, project, field)


def _altered_many(dice: Dice, field: Field) -> Field:
    if field.through is None and dice.chance(0.6):
        return field.flip("db_table", f"'m2m_{dice.uid()}'")
    return field.set("related_name", f"'r{dice.uid()}'")


def retyped(dice: Dice, project: Project, field: Field) -> Field:
    """Make a field one of another kind, with what arguments both have."""
    kinds = words.CONVERSIONS.get(field.kind)
    if not kinds or (field.kind in words.TEXTS and dice.chance(0.2)):
        return field
    kept = tuple(pair for pair in field.arguments if pair[0] in words.KEPT)
    new = replace(field, kind=dice.pick(kinds), arguments=kept, to=None)
    if new.kind in ("ForeignKey", "OneToOneField"):
        targets = relation_targets(project)
        if not targets:
            return field
        to = field.to if field.to is not None else dice.pick(targets).uid
        new = replace(new, to=to).set("unique", None).set("db_index", None)
        return new.set("on_delete", "models.CASCADE").set("related_name", "'+'")
    if new.kind in words.UNBOUNDED:
        new = new.set("unique", None).set("db_index", None)
    for name, value in words.REQUIRED.get(new.kind, ({},))[-1].items():
        new = new.set(name, value)
    return with_default(dice, new) if dice.chance(0.3) else new


def _text(field: Field, name: str) -> str:
    code = field.get(name)
    return code.text if code else ""
