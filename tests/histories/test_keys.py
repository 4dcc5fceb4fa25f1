"""Foreign keys follow the key that they point at, also when that was renamed before."""

from __future__ import annotations

from typing import Any

import pytest

ID = "('id', AutoField(primary_key=True))"
KEYS = {
    "text": ("CharField(max_length=40, {})", "CharField(max_length=80, {})"),
    "number": ("IntegerField({})", "BigIntegerField({})"),
    "counter": ("AutoField({})", "BigAutoField({})"),
}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_what_refers_to_a_renamed_key_follows_its_type(
    same: Any, vendor: str, key: str, cut: int
) -> None:
    before, after = (text.format("primary_key=True") for text in KEYS[key])
    operations = [
        f"CreateModel('Target', [('id', {before})])",
        f"CreateModel('A', [{ID}, ('target', ForeignKey('lib.Target', CASCADE)),"
        " ('one', OneToOneField('lib.Target', CASCADE, related_name='+'))])",
        "RenameField('Target', 'id', 'code')",
        f"AlterField('Target', 'code', {after})",
    ]

    same(vendor, operations[:cut], operations[cut:], back=False)


@pytest.mark.parametrize("model", ["Target", "A"])
def test_what_comes_to_refer_to_another_key_keeps_its_type(
    same: Any, vendor: str, model: str
) -> None:
    """Without a constraint, for databases refuse to drop a key that one refers to."""
    reference = "('target', ForeignKey('lib.Target', DO_NOTHING, db_constraint=False))"
    fields = [ID.replace("Auto", "BigAuto"), "('code', IntegerField(unique=True))"]
    target = ", ".join([*fields, *([reference] if model == "Target" else [])])
    other = ", ".join([ID, *([reference] if model == "A" else [])])
    created = [f"CreateModel('Target', [{target}])", f"CreateModel('A', [{other}])"]
    changed = [
        "RemoveField('Target', 'id')",
        "AlterField('Target', 'code', IntegerField(primary_key=True))",
    ]

    same(vendor, created, changed, back=False)
