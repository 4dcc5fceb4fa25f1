"""Histories: what each migration of each app does, and the models that come out in the end."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from random import Random

from benchmarks.generator.fields import INDEXABLE, RELATIONS, Field
from benchmarks.generator.size import Size


@dataclass(slots=True)
class Model:
    """A model as it is after the last migration drafted so far.

    `indexes` and `constraints` map names to the fields and the source text.
    """

    app: int
    name: str
    fields: dict[str, Field] = field(default_factory=dict)
    indexes: dict[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    constraints: dict[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    together: tuple[tuple[str, ...], ...] = ()
    options: dict[str, str] = field(default_factory=dict)

    @property
    def bound(self) -> set[str]:
        """The fields that indexes and constraints mention."""
        mentions = [fields for fields, _ in (*self.indexes.values(), *self.constraints.values())]
        return set(itertools.chain(*mentions, *self.together))

    @property
    def indexable(self) -> list[str]:
        return [name for name, field in self.fields.items() if field.kind in INDEXABLE]

    @property
    def free(self) -> list[str]:
        """The fields that may be renamed and removed."""
        bound = self.bound
        return [name for name in self.fields if name not in bound]

    @property
    def plain(self) -> list[str]:
        return [name for name, field in self.fields.items() if field.kind not in RELATIONS]


@dataclass(slots=True)
class Draft:
    """A migration: its operations and the functions that they run, as source text."""

    app: int
    name: str
    operations: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    dependencies: list[tuple[int, str]] = field(default_factory=list)
    uses_users: bool = False


@dataclass(slots=True)
class History:
    """All apps of a project, drafted one step after the other."""

    size: Size
    random: Random
    models: list[list[Model]]
    drafts: list[list[Draft]]
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    @classmethod
    def empty(cls, size: Size) -> History:
        apps = range(size.apps)
        return cls(size, Random(size.seed), [[] for _ in apps], [[] for _ in apps])

    @property
    def step(self) -> int:
        """The number of the step that all apps have taken or are taking."""
        return len(self.drafts[0]) - 1

    @property
    def squashed(self) -> int:
        """How many migrations of an app a squashed one replaces."""
        return self.size.migrations // 2

    def label(self, app: int) -> str:
        return f"app{app:03}"

    def new_name(self, prefix: str) -> str:
        return f"{prefix}{next(self.numbers)}"

    def choose_target(self, draft: Draft, other_than: Model | None = None) -> str | None:
        """Return a model to refer to, as source text, and let the draft depend on its migration."""
        if self.random.random() < 0.05:
            draft.uses_users = True
            return "settings.AUTH_USER_MODEL"
        app = draft.app
        if self.random.random() < self.size.cross_share:
            app = self.random.choice(self._apps_in_reach(draft.app) or [app])
        # An app that takes this step later is as it was after the step before.
        candidates = [model for model in self.models[app] if model is not other_than]
        if not candidates:
            return None
        target = self.random.choice(candidates)
        if app != draft.app:
            dependency = (app, self.drafts[app][-1].name)
            if dependency not in draft.dependencies:
                draft.dependencies.append(dependency)
        return repr(f"{self.label(app)}.{target.name.lower()}")

    def _apps_in_reach(self, app: int) -> list[int]:
        """Return the other apps that may be referred to without a cycle, between squashes too.

        While migrations may be squashed, an app refers to the ones before it only.
        """
        last = app if self.step < self.squashed or self.step == 0 else self.size.apps
        return [other for other in range(last) if other != app]

    def models_to_create(self, app: int) -> int:
        """Return how many models the app is short of at this step: half of them come at once."""
        size = self.size
        at_once = (size.models + 1) // 2
        last_step = max(1, (size.migrations - 1) * 2 // 3)
        share = min(1.0, self.step / last_step) if size.migrations > 1 else 1.0
        wanted = at_once + round((size.models - at_once) * share)
        return wanted - len(self.models[app])
