"""Make up indexes and constraints at random."""

from __future__ import annotations

from dataclasses import replace

from tests.fuzz import vocabulary as words
from tests.fuzz.dice import Dice
from tests.fuzz.project import Code, Entry, Field, Model

Template = tuple[str, str]
"""An option of Meta, and the code of a member. ``{names}`` stands for a list of all fields, ``{name}`` for the name."""

ANY: tuple[Template, ...] = (
    ("indexes", "models.Index(fields={names}, {name})"),
    ("indexes", "models.Index(F('<0>').desc(), {name})"),
    ("constraints", "models.UniqueConstraint(fields={names}, {name})"),
)
OF_TWO: tuple[Template, ...] = (
    ("unique_together", "('<0>', '<1>')"),
    ("indexes", "models.Index(fields=['<0>'], include=['<1>'], {name})"),
    ("constraints", "models.UniqueConstraint(fields=['<0>'], include=['<1>'], {name})"),
)
OF_A_NUMBER: tuple[Template, ...] = (
    ("indexes", "models.Index(fields={names}, condition=Q({number}__gt=1), {name})"),
    ("indexes", "models.Index(fields={names}, condition=Q({number}__in=[1, 2]), {name})"),
    ("constraints", "models.CheckConstraint(condition={condition}, {name})"),
    ("constraints", "models.UniqueConstraint(fields={names}, condition=Q({number}__gt=3), {name})"),
)
CONDITIONS = (
    "Q({number}__gte=0)",
    "Q({number}__lt=90000) | Q({number}__isnull=True)",
    "~Q({number}=777)",
)
OF_A_TEXT: tuple[Template, ...] = (
    ("indexes", "models.Index(Lower('<0>'), {name})"),
    ("constraints", "models.UniqueConstraint(Lower('<0>'), {name})"),
)
DEFERRED = "deferrable=models.Deferrable.DEFERRED"
ON_POSTGRESQL: tuple[Template, ...] = (
    ("indexes", "pg_indexes.HashIndex(fields=['<0>'], {name})"),
    ("indexes", "pg_indexes.BTreeIndex(fields={names}, fillfactor=70, {name})"),
    ("constraints", f"models.UniqueConstraint(fields={{names}}, {{name}}, {DEFERRED})"),
    ("constraints", "models.UniqueConstraint(fields={names}, {name}, nulls_distinct=False)"),
)


def with_new_entry(dice: Dice, model: Model) -> Model:
    columns = [
        each
        for each in model.fields
        if each.is_column and each.kind not in words.UNBOUNDED | {"GeneratedField"}
    ]
    if not columns:
        return model
    picked = dice.random.sample(columns, min(len(columns), dice.pick([1, 2, 2])))
    return replace(model, entries=(*model.entries, _entry(dice, columns, picked)))


def _entry(dice: Dice, columns: list[Field], picked: list[Field]) -> Entry:
    uids = tuple(each.uid for each in picked)
    put = {
        "names": "[" + ", ".join(f"'<{position}>'" for position in range(len(uids))) + "]",
        "name": f"name='{dice.pick(['ix', 'Ix'])}{dice.uid()}'",
    }
    found = [(template, uids) for template in (*ANY, *(OF_TWO if len(uids) == 2 else ()))]
    numbers = [each.uid for each in columns if each.kind in words.NUMBERS]
    if numbers:
        with_number = (*uids, dice.pick(numbers))
        put["number"] = f"<{len(uids)}>"
        put["condition"] = dice.pick(CONDITIONS).format(**put)
        found += [(template, with_number) for template in OF_A_NUMBER]
    texts = [each.uid for each in columns if each.kind in words.TEXTS]
    if texts:
        text = (dice.pick(texts),)
        found += [(template, text) for template in OF_A_TEXT]
    if dice.vendor == "postgresql":
        found += [(template, uids) for template in ON_POSTGRESQL]
    (option, code), fields = dice.pick(found)
    return Entry(option, Code(code.format(**put), fields))
