"""What a model class was made from, so that it is used again as long as that stays the same."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db import models

    from migrations_core.names import ModelKey
    from migrations_core.rendering.descriptions import ModelDescription

    Model = type[models.Model]


class Renderings:
    """What was last made of each model, for as long as a run lasts: states that follow on each other share one.

    Each purpose has an entry of its own below a model, which says what it was made from.
    """

    __slots__ = ("_of_models", "_of_others")

    def __init__(self) -> None:
        self._of_models: dict[ModelKey, dict[object, Any]] = {}
        self._of_others: dict[int, tuple[ModelDescription, dict[object, Any]]] = {}

    def of(self, key: ModelKey) -> dict[object, Any]:
        return self._of_models.setdefault(key, {})

    def of_other(self, described: ModelDescription) -> dict[object, Any]:
        """Give what was made of a model that is not in the state, where another one may have its key."""
        return self._of_others.setdefault(id(described), (described, {}))[1]

    def clear(self) -> None:
        self._of_models.clear()
        self._of_others.clear()


class Rendered:
    """The last rendering of a model for one purpose, with the objects that it was made from."""

    __slots__ = ("_made_from", "_model", "looked_at")

    def __init__(self) -> None:
        self._made_from: list[object] = []
        self._model: Model | None = None
        self.looked_at: Mapping[ModelKey, object] = {}
        """The ModelDescriptions that told what to make it from."""

    def model_while_same(self, states: Mapping[ModelKey, ModelDescription]) -> Model | None:
        """Give the rendering if these are the ModelDescriptions that it was made with."""
        if all(states.get(key) is state for key, state in self.looked_at.items()):
            return self._model
        return None

    def model_made_from(self, objects: list[object]) -> Model | None:
        if len(objects) == len(self._made_from) and all(map(is_, objects, self._made_from)):
            return self._model
        return None

    def remember(self, objects: list[object], model: Model) -> None:
        self._made_from, self._model = objects, model
