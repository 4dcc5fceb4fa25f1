"""Indexes and constraints that wait for the end of a migration are made, and named, as with stock Django."""

from __future__ import annotations

from typing import Any

import pytest

ID = "('id', AutoField(primary_key=True))"
FIELDS = {
    "a": "CharField(max_length=9, db_index=True, null=True{})",
    "b": "CharField(max_length=9, unique=True, null=True{})",
    "c": "CharField(max_length=9, unique=True, db_index=True, null=True{})",
    "d": "SlugField(null=True{})",
    "e": "IntegerField(db_index=True, null=True{})",
    "f": "ForeignKey('lib.Target', CASCADE, null=True{})",
    "g": "OneToOneField('lib.Target', CASCADE, null=True, related_name='+'{})",
    "t": "TextField(unique=True, null=True{})",
    "u": "TextField(db_index=True, null=True{})",
}
ONLY_ELSEWHERE = {"mysql": ("t", "u")}
"""Fields that a vendor cannot have: MySQL does not index texts."""
OPTIONS = (
    "{'unique_together': {('a', 'e')}, 'indexes': [Index(fields=['a', 'd'], name='both')],"
    " 'constraints': [UniqueConstraint(fields=['a', 'b'], name='one'),"
    " UniqueConstraint(fields=['e'], condition=Q(id__gt=5), name='some')]}"
)
TARGET = f"CreateModel('Target', [{ID}])"
LATER = "CreateModel('A', [('id', AutoField(primary_key=True)), ('a', CharField(max_length=9, db_index=True))])"


def fields(vendor: str) -> dict[str, str]:
    left_out = ONLY_ELSEWHERE.get(vendor, ())
    return {name: field for name, field in FIELDS.items() if name not in left_out}


def created(vendor: str) -> list[str]:
    listed = ", ".join(f"({name!r}, {field.format('')})" for name, field in fields(vendor).items())
    return [TARGET, f"CreateModel('A', [{ID}, {listed}], options={OPTIONS})"]


def added(vendor: str) -> list[str]:
    return [
        f"AddField('A', {name!r}, {field.format('')})" for name, field in fields(vendor).items()
    ]


def altered(vendor: str, argument: str) -> list[str]:
    return [
        f"AlterField('A', {name!r}, {field.format(', ' + argument)})"
        for name, field in fields(vendor).items()
    ]


def renamed(vendor: str) -> list[str]:
    return [f"RenameField('A', {name!r}, 'new_{name}')" for name in fields(vendor)]


def longer(vendor: str) -> list[str]:
    return [operation.replace("=9", "=19") for operation in altered(vendor, "help_text='x'")]


CHANGES: dict[str, Any] = {
    "nothing that the database knows": lambda vendor: altered(vendor, "help_text='x'"),
    "longer texts": longer,
    "values are required": lambda vendor: [
        operation.replace("null=True", "null=False")
        for operation in altered(vendor, "default='1'")
        if "Target" not in operation
    ],
    "fields are renamed": renamed,
    "the model is renamed": lambda vendor: ["RenameModel('A', 'B')", LATER],
    "everything is renamed": lambda vendor: [*renamed(vendor), "RenameModel('A', 'B')", LATER],
    "the target is renamed": lambda vendor: ["RenameModel('Target', 'Aim')"],
    "the table is renamed": lambda vendor: ["AlterModelTable('A', 'mine')", LATER.replace("'A'", "'B'")],
    "texts become longer and the model is renamed": lambda vendor: [
        *longer(vendor),
        "RenameModel('A', 'B')",
    ],
    "an index comes and goes before a renaming": lambda vendor: [
        "AddIndex('A', Index(fields=['e'], name='new'))",
        "RemoveIndex('A', 'new')",
        "RenameModel('A', 'B')",
    ],
    "constraints come and go before a renaming": lambda vendor: [
        "AlterUniqueTogether('A', {('a', 'e'), ('b', 'e')})",
        "AddConstraint('A', UniqueConstraint(fields=['d'], name='new'))",
        "RenameModel('A', 'B')",
    ],
    "unique fields are so no more": lambda vendor: [
        operation.replace("unique=True, ", "") for operation in altered(vendor, "help_text='x'")
    ],
}  # fmt: skip
every_change = pytest.mark.parametrize("change", CHANGES)


def renames_waiting_columns(vendor: str, change: str) -> bool:
    """On SQLite Django makes the index on a word that is no column; SQLite takes it for a string."""
    return vendor == "sqlite" and change in ("fields are renamed", "everything is renamed")


@every_change
def test_a_new_model_is_changed_in_its_migration(same: Any, vendor: str, change: str) -> None:
    if renames_waiting_columns(vendor, change):
        pytest.skip("Django's schema is not right")
    same(vendor, [*created(vendor), *CHANGES[change](vendor)], back=False)


@every_change
def test_new_fields_are_changed_in_their_migration(same: Any, vendor: str, change: str) -> None:
    if renames_waiting_columns(vendor, change):
        pytest.skip("Django's schema is not right")
    empty = [TARGET, f"CreateModel('A', [{ID}])"]

    same(vendor, empty, [*added(vendor), *CHANGES[change](vendor)], back=False)


def test_a_foreign_key_keeps_an_index_when_a_constraint_goes_before_it_is_made(same: Any) -> None:
    key = "('{}', ForeignKey('lib.Target', CASCADE, related_name='+'))"
    rule = "UniqueConstraint(fields=['x', 'y'], name='rule')"
    model = f"CreateModel('A', [{ID}, {key.format('x')}, {key.format('y')}], options={{'constraints': [{rule}]}})"

    same("mysql", [TARGET, model, "RemoveConstraint('A', 'rule')"])
