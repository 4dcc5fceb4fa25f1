"""What makes a state cheap to copy and safe to hand out: shared ModelStates, copied on write, checked out by others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from django.apps.registry import apps as live_apps
from django.db.models import Model

from migrations_core.exceptions import ModelNotInState
from migrations_core.rendering.last_rendering import Renderings
from migrations_core.rendering.registry import Registry
from migrations_core.rendering.relations import follow_change, mentioned_by
from migrations_core.state.gone import NOBODY
from migrations_core.state.model_state import ModelState, same_objects, working_copy

if TYPE_CHECKING:
    from typing import Self

    from migrations_core.names import ModelKey
    from migrations_core.rendering.relations import Relations


class StateApps(Registry):
    """The registry of a state's models."""

    def describe(self, model: type[Model]) -> ModelState:
        return ModelState.from_model(model, exclude_rels=True)


@dataclass(slots=True)
class Derived:
    """What was computed from a state's content; handles with the same content share one."""

    apps: StateApps | None = None
    users: dict[ModelKey, tuple[ModelKey, ...]] | None = None


class StateHandle:
    """A mapping of shared ModelStates.

    A clone shares the mapping itself until one side changes it. Foreign code that asks for a ModelState gets
    a working copy which from then on is this state's own: changing it in place works, as with Django,
    and reaches no other state.
    """

    is_delayed = False

    def __init__(
        self, models: Mapping[ModelKey, ModelState] | None = None, real_apps: set[str] | None = None
    ) -> None:
        assert real_apps is None or isinstance(real_apps, set), "real_apps is a set of app labels"
        self.real_apps: set[str] = real_apps or set()
        self._states: dict[ModelKey, ModelState] = dict(models or {})
        self._shares_states = False
        self._checked_out: dict[ModelKey, ModelState] = {}
        """Working copies that are in use; the values are what they were copied from."""
        self.gone = NOBODY
        self._derived = Derived()
        self._apps: StateApps | None = None
        self._relations: Relations | None = None
        self.last_renderings = Renderings()
        """What was rendered for editors in a run; clones share it, for a class may serve many states."""

    @property
    def model_states(self) -> Mapping[ModelKey, ModelState]:
        """The models, to be read only."""
        return self._states

    def __getitem__(self, key: ModelKey) -> ModelState:
        try:
            return self._states[key]
        except KeyError:
            found = self._states.get((key[0], key[1].lower()))
            if found is None:
                raise ModelNotInState(*key) from None
            return found

    def named_by(self, user: ModelKey, key: ModelKey) -> ModelState | None:
        """Give the model that another one, the user, means by a key; None if it has no ModelState."""
        if key in self._states:
            return self._states[key]
        if key[0] in self.real_apps:
            return _unmigrated(key)
        return self.gone.known_to(user, key)

    def clone(self) -> Self:
        new = self.__class__.__new__(self.__class__)
        # What somebody who derived a class keeps in his states, and the rest is set anew.
        vars(new).update(vars(self))
        new.real_apps = self.real_apps
        new.gone = self.gone
        new._checked_out = {}
        new._apps = new._relations = None
        if self._checked_out:
            new._states = self._states | {
                key: self._states[key].clone() for key in self._checked_out
            }
            new._shares_states = False
            new._derived = Derived()
        else:
            new._states = self._states
            new._shares_states = self._shares_states = True
            new._derived = self._derived
        return new

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StateHandle):
            return NotImplemented
        return self._states == other._states and self.real_apps == other.real_apps

    __hash__ = None  # type: ignore[assignment]  # equal by content, and the content changes

    # Changing

    def put(self, key: ModelKey, state: ModelState) -> None:
        before = self._states.get(key)
        if key in self._checked_out and before is not None and type(before) is type(state):
            # Whoever holds the working copy sees the change, as with Django's states.
            vars(before).clear()
            vars(before).update(vars(state.clone()))
            self.forget_derived()
            return
        if before is None:
            self.gone = self.gone.after_creation(key)
        self._checked_out.pop(key, None)
        self._own_states()[key] = state
        self._follow_change(key, before, state)

    def discard(self, key: ModelKey) -> None:
        before = self[key]
        self.gone = self.gone.after_removal(before, self.users_of(key))
        self._checked_out.pop(key, None)
        del self._own_states()[key]
        self._follow_change(key, before, None)

    def _follow_change(
        self, key: ModelKey, before: ModelState | None, after: ModelState | None
    ) -> None:
        self._derived = Derived(users=self._users_after(key, before, after))
        self._apps = None
        if self._relations is None:
            return
        if any(state and state.options.get("proxy") for state in (before, after)):
            self._relations = None
        else:
            follow_change(self._relations, self._states, self.real_apps, before, after)

    def _own_states(self) -> dict[ModelKey, ModelState]:
        if self._shares_states:
            self._states = self._states.copy()
            self._shares_states = False
        return self._states

    # Checking out

    def check_out(self, key: ModelKey) -> ModelState:
        """Give foreign code a ModelState that it may change in place."""
        if key not in self._checked_out:
            original = self._states[key]
            self._own_states()[key] = working_copy(original)
            self._checked_out[key] = original
        return self._states[key]

    def check_in(self) -> None:
        """Take all copies back: what foreign code changed is this state's value now, what it only read is shared
        again."""
        for key, original in self._checked_out.items():
            current = self._states[key]
            self._states[key] = original if same_objects(original, current) else current.clone()
        if self._checked_out:
            self._checked_out = {}
            self.forget_derived()

    # Derived facts

    def forget_derived(self) -> None:
        self._derived = Derived()
        self._apps = self._relations = None

    def forget_renderings(self) -> None:
        """Let go of the models that were made for schema editors; whoever needs one again has it made."""
        self.last_renderings.clear()

    def is_checked_out(self, key: ModelKey) -> bool:
        """Tell whether somebody may be changing this ModelState in place."""
        return key in self._checked_out

    def users_of(self, key: ModelKey) -> tuple[ModelKey, ...]:
        """Give the keys of the models whose fields or bases name a model."""
        if self._checked_out:
            for checked_out in self._checked_out:
                vars(self._states[checked_out]).pop("mentions", None)
            return mentioned_by(self._states.values()).get(key, ())
        if self._derived.users is None:
            self._derived.users = mentioned_by(self._states.values())
        return self._derived.users.get(key, ())

    def _users_after(
        self, key: ModelKey, before: ModelState | None, after: ModelState | None
    ) -> dict[ModelKey, tuple[ModelKey, ...]] | None:
        """Carry the index of users over a change of one model; None where it was not known."""
        users = None if self._checked_out else self._derived.users
        if users is None:
            return None
        named_before = before.mentions if before else frozenset[Any]()
        named_after = after.mentions if after else frozenset[Any]()
        if named_before == named_after:
            return users
        changed = {
            target: tuple(user for user in users[target] if user != key)
            for target in named_before - named_after
        }
        changed |= {target: (*users.get(target, ()), key) for target in named_after - named_before}
        return users | changed


class ModelStates(MutableMapping["ModelKey", ModelState]):
    """``ProjectState.models``: what is read through it is checked out, what is written replaces."""

    def __init__(self, handle: StateHandle) -> None:
        self._handle = handle

    def __getitem__(self, key: ModelKey) -> ModelState:
        return self._handle.check_out(key)

    def __setitem__(self, key: ModelKey, state: ModelState) -> None:
        self._handle.put(key, ModelState.accept(state))

    def __delitem__(self, key: ModelKey) -> None:
        if key not in self._handle.model_states:
            raise KeyError(key)
        self._handle.discard(key)

    def __contains__(self, key: object) -> bool:
        return key in self._handle.model_states

    def __iter__(self) -> Iterator[ModelKey]:
        return iter(self._handle.model_states)

    def __len__(self) -> int:
        return len(self._handle.model_states)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ModelStates):
            other = other._handle.model_states
        return self._handle.model_states == other

    __hash__ = None  # type: ignore[assignment]  # a mapping that changes

    def __repr__(self) -> str:
        return repr(cast("dict[Any, Any]", self._handle.model_states))


_unmigrated_states: WeakKeyDictionary[type[Model], ModelState] = WeakKeyDictionary()


def _unmigrated(key: ModelKey) -> ModelState:
    """Describe a model of an app without migrations; a class of the live registry does not change."""
    model = live_apps.get_model(*key)
    if model not in _unmigrated_states:
        _unmigrated_states[model] = ModelState.from_model(model, exclude_rels=True)
    return _unmigrated_states[model]
