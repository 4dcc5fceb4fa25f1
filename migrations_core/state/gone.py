"""Models that were removed while others still named them: what those are rendered with until they go, too.

Migrations may delete a model before what inherits from it or refers to it. Tables stay as they were, so
whoever alters or drops one of them has to know what the removed model was.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from migrations_core.values import frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from migrations_core.names import ModelKey
    from migrations_core.state.model_state import ModelState


@frozen
class Gone:
    """A removed model as it was, and the models that named it then: to those that come later it is unknown."""

    state: ModelState
    users: frozenset[ModelKey]


@frozen
class GoneModels:
    """The removed models that somebody may still need. A value: states share it."""

    by_key: Mapping[ModelKey, Gone] = field(default_factory=dict)

    def known_to(self, user: ModelKey, key: ModelKey) -> ModelState | None:
        """Give a removed model as it was, if the user named it when it was removed."""
        gone = self.by_key.get(key)
        return gone.state if gone and user in gone.users else None

    @property
    def states(self) -> dict[ModelKey, ModelState]:
        return {key: gone.state for key, gone in self.by_key.items()}

    def after_removal(self, state: ModelState, users: Collection[ModelKey]) -> GoneModels:
        among_gone = {key for key, gone in self.by_key.items() if state.key in gone.state.mentions}
        left = frozenset(users) - {state.key} | among_gone
        if left:
            return replace(self, by_key={**self.by_key, state.key: Gone(state, left)})
        return self._without_user(state.key)

    def after_creation(self, key: ModelKey) -> GoneModels:
        """Forget the model that had the name of a new one before, and what that one named."""
        if key in self.by_key:
            rest = {other: gone for other, gone in self.by_key.items() if other != key}
            return replace(self, by_key=rest)._without_user(key)
        return self._without_user(key)

    def after_renaming(self, old: ModelKey, new: ModelKey) -> GoneModels:
        """Let a renamed model know what it knew before."""
        return self._with_users(
            {
                key: gone.users - {old} | {new} if old in gone.users else gone.users
                for key, gone in self.by_key.items()
            }
        )

    def _without_user(self, user: ModelKey) -> GoneModels:
        return self._with_users({key: gone.users - {user} for key, gone in self.by_key.items()})

    def _with_users(self, users: Mapping[ModelKey, frozenset[ModelKey]]) -> GoneModels:
        if all(users[key] == gone.users for key, gone in self.by_key.items()):
            return self
        return replace(
            self,
            by_key={
                key: replace(gone, users=users[key])
                for key, gone in self.by_key.items()
                if users[key]
            },
        )


NOBODY = GoneModels()
