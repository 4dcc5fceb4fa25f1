"""Apps that end in more than one migration."""

from __future__ import annotations

from migrations_core.exceptions import ConflictingMigrationsError
from migrations_core.workflows.conflicts import refuse_conflicts
from tests.told import refusal


def test_all_of_them_are_refused_together():
    assert refusal(
        refuse_conflicts, {"library": ["0002_a", "0002_b"], "shop": ["0003", "0004"]}
    ) == (
        ConflictingMigrationsError,
        "Conflicting migrations detected; multiple leaf nodes in the migration graph: (0002_a, 0002_b in library; "
        "0003, 0004 in shop).\nTo fix them run 'python manage.py makemigrations --merge'",
        {"leaves": {"library": ("0002_a", "0002_b"), "shop": ("0003", "0004")}},
    )


def test_without_any_nothing_is_refused():
    refuse_conflicts({})
