"""Sequences have the names that stock Django leaves them with, however old the table is."""

from __future__ import annotations

from typing import Any

import pytest

VENDOR = "postgresql"

NEW = "CreateModel('A', [('id', {}(primary_key=True)), ('x', IntegerField())])"
OLD = (
    "RunSQL('CREATE TABLE lib_a (id serial PRIMARY KEY, x int NOT NULL)', 'DROP TABLE lib_a',"
    " state_operations=[CreateModel('A', [('id', AutoField(primary_key=True)), ('x', IntegerField())])])"
)
TABLES = {
    "integer": NEW.format("AutoField"),
    "big": NEW.format("BigAutoField"),
    "small": NEW.format("SmallAutoField"),
    "serial": OLD,
}


def key(kind: str, **options: str) -> str:
    return f"AlterField('B', 'number', {kind}(primary_key=True, **{options}))"


CHANGES = [
    "RenameModel('A', 'B')",
    "RenameField('B', 'id', 'number')",
    key("IntegerField"),
    key("BigAutoField"),
    key("SmallAutoField"),
    key("AutoField", db_column="other"),
    key("BigIntegerField", db_column="another"),
    key("AutoField"),
    "AlterModelTable('B', 'mine')",
]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_counters_come_and_go_as_with_django(same: Any, table: str) -> None:
    same(VENDOR, [table], *([change] for change in CHANGES))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_all_in_one_migration_too(same: Any, table: str) -> None:
    same(VENDOR, [table, *CHANGES])


def test_a_migration_may_rename_the_sequence_of_a_renamed_model(same: Any) -> None:
    rename = "RunSQL('ALTER TABLE lib_a_id_seq RENAME TO lib_b_id_seq', RunSQL.noop)"

    same(VENDOR, [TABLES["integer"], "RenameModel('A', 'B')", rename], back=False)


def test_the_next_table_of_the_old_name_gets_a_number_behind(same: Any) -> None:
    same(VENDOR, [TABLES["integer"]], ["RenameModel('A', 'B')"], [TABLES["integer"]])


def test_a_link_table_that_is_renamed_keeps_its_sequence(same: Any) -> None:
    friends = "CreateModel('A', [('id', AutoField(primary_key=True)), ('friends', ManyToManyField('lib.A'))])"

    same(VENDOR, [friends], ["RenameModel('A', 'B')"], ["RenameField('B', 'friends', 'pals')"])
