"""The lines that ``migrate --plan`` prints for an operation."""

from __future__ import annotations

import pytest

import migrations_core as migrations
from migrations_core.management.descriptions import describe_operation


def grow(apps, schema_editor):
    """Grow salamander tail, then its legs, then rest."""


def silent(apps, schema_editor):
    pass


@pytest.mark.parametrize(
    ("operation", "backwards", "line"),
    [
        (migrations.DeleteModel("Book"), False, ("Delete model Book", False)),
        (migrations.DeleteModel("Book"), True, ("Undo Delete model Book", False)),
        (
            migrations.RunPython(grow, silent),
            False,
            ("Raw Python operation -> Grow salamander tail, then its legs…", False),
        ),
        (migrations.RunPython(grow, silent), True, ("Raw Python operation", False)),
        (migrations.RunPython(grow), True, ("Raw Python operation -> IRREVERSIBLE", True)),
        (migrations.RunSQL("SELECT 1"), False, ("Raw SQL operation -> SELECT 1", False)),
        (migrations.RunSQL("SELECT 1"), True, ("Raw SQL operation -> IRREVERSIBLE", True)),
        (
            migrations.RunSQL(["SELECT 1", "SELECT 2"], "SELECT 3"),
            False,
            ("Raw SQL operation -> ['SELECT 1', 'SELECT 2']", False),
        ),
    ],
)
def test_an_operation_is_described_in_one_line(operation, backwards, line):
    assert describe_operation(operation, backwards=backwards) == line
