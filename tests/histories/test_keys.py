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
