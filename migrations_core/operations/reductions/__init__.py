"""How pairs of operations become fewer: importing this package registers one small function for each pair."""

from migrations_core.operations.reductions import (
    constraints,
    deletion,
    fields,
    indexes,
    models,
    options,
)

__all__ = ["constraints", "deletion", "fields", "indexes", "models", "options"]
