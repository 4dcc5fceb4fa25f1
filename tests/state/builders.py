"""Short ways to write states."""

from __future__ import annotations

from typing import Any

from django.db import models

from migrations_core.state import ModelState, ProjectState


def model(name: str, /, *, app: str = "shop", **parts: Any) -> ModelState:
    """A model with the fields given as keywords, after an id unless it inherits one.

    ``options``, ``bases`` and ``managers`` are as in ModelState.
    """
    state_parts = {key: parts.pop(key) for key in ("options", "bases", "managers") if key in parts}
    own_key = (
        {}
        if "bases" in state_parts
        else {"id": models.BigAutoField(primary_key=True, serialize=False)}
    )
    return ModelState(app, name, own_key | parts, **state_parts)


def project(*states: ModelState) -> ProjectState:
    return ProjectState({state.key: state for state in states})


def foreign_key(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(to, models.CASCADE, **options)
