"""The engine takes every decision that Django's optimizer takes, without asking every pair."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.migrations.optimizer import MigrationOptimizer as DjangoOptimizer
from hypothesis import given, settings
from hypothesis import strategies as st

from migrations_core.optimizer import MigrationOptimizer
from tests.optimizer.strategies import operations


def optimized(optimizer: Any, given_operations: list[Any]) -> Any:
    """Give what an optimizer makes of a list and in how many steps, or what it breaks on."""
    try:
        result = optimizer.optimize(list(given_operations), "app")
    except (FieldDoesNotExist, KeyError, ValueError, TypeError) as error:
        return type(error)
    return [repr(operation) for operation in result], optimizer._iterations


@given(st.lists(operations(), max_size=12))
@settings(max_examples=400, deadline=None)
def test_it_reduces_like_djangos_algorithm(given_operations: list[Any]) -> None:
    assert optimized(MigrationOptimizer(), given_operations) == optimized(
        DjangoOptimizer(), given_operations
    )
