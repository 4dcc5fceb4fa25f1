"""Make up indexes and constraints at random."""

from __future__ import annotations

from dataclasses import replace

from tests.fuzz import vocabulary as words
from tests.fuzz.dice import Dice
from tests.fuzz.project import Code, Entry, Field, Model

Template = tuple[str, str, tuple[int, ...]]
"""An option of Meta, the code of a member, the fields that the code mentions."""


def with_new_entry(dice: Dice, model: Model) -> Model:
    columns = [
        each
        for each in model.fields
        if each.is_column and each.kind not in words.UNBOUNDED | {"GeneratedField"}
    ]
    if not columns:
        return model
    picked = dice.random.sample(columns, min(len(columns), dice.pick([1, 2, 2])))
    entry = _entry(dice, columns, picked)
    return replace(model, entries=(*model.entries, entry)) if entry else model


def _entry(dice: Dice, columns: list[Field], picked: list[Field]) -> Entry | None:
    numbers = [each.uid for each in columns if each.kind in words.NUMBERS]
    texts = [each.uid for each in columns if each.kind in words.TEXTS]
    uids = tuple(each.uid for each in picked)
    names = "[" + ", ".join(f"'<{position}>'" for position in range(len(uids))) + "]"
    name = f"name='{dice.pick(['ix', 'Ix'])}{dice.uid()}'"
    templates: list[Template] = [
        ("indexes", f"models.Index(fields={names}, {name})", uids),
        ("indexes", f"models.Index(F('<0>').desc(), {name})", uids),
        ("constraints", f"models.UniqueConstraint(fields={names}, {name})", uids),
    ]
    if len(uids) == 2:
        templates += [
            ("unique_together", "('<0>', '<1>')", uids),
            ("indexes", f"models.Index(fields=['<0>'], include=['<1>'], {name})", uids),
            (
                "constraints",
                f"models.UniqueConstraint(fields=['<0>'], include=['<1>'], {name})",
                uids,
            ),
        ]
    if numbers:
        templates += _numeric_entries(dice, names, name, (*uids, dice.pick(numbers)))
    if texts:
        text = (dice.pick(texts),)
        templates.append(("indexes", f"models.Index(Lower('<0>'), {name})", text))
        templates.append(("constraints", f"models.UniqueConstraint(Lower('<0>'), {name})", text))
    if dice.vendor == "postgresql":
        templates += [
            ("indexes", f"pg_indexes.HashIndex(fields=['<0>'], {name})", uids),
            ("indexes", f"pg_indexes.BTreeIndex(fields={names}, fillfactor=70, {name})", uids),
            (
                "constraints",
                f"models.UniqueConstraint(fields={names}, {name}, deferrable=models.Deferrable.DEFERRED)",
                uids,
            ),
            (
                "constraints",
                f"models.UniqueConstraint(fields={names}, {name}, nulls_distinct=False)",
                uids,
            ),
        ]
    option, code, fields = dice.pick(templates)
    return Entry(option, Code(code, fields))


def _numeric_entries(dice: Dice, names: str, name: str, uids: tuple[int, ...]) -> list[Template]:
    """Return what needs a number, which is the last of the fields."""
    number = f"<{len(uids) - 1}>"
    wide = dice.pick(
        [
            f"Q({number}__gte=0)",
            f"Q({number}__lt=90000) | Q({number}__isnull=True)",
            f"~Q({number}=777)",
        ]
    )
    return [
        ("indexes", f"models.Index(fields={names}, condition=Q({number}__gt=1), {name})", uids),
        (
            "indexes",
            f"models.Index(fields={names}, condition=Q({number}__in=[1, 2]), {name})",
            uids,
        ),
        ("constraints", f"models.CheckConstraint(condition={wide}, {name})", uids),
        (
            "constraints",
            f"models.UniqueConstraint(fields={names}, condition=Q({number}__gt=3), {name})",
            uids,
        ),
    ]
