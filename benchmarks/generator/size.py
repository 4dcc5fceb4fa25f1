"""How large a generated project is, and of what kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

TRAITS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "squashes": {"squashes": True},
        "single": {"changes": (1,)},
        "small": {"changes": (1, 2, 3)},
        "large": {"changes": tuple(range(5, 11))},
        "rows": {"data_share": 0.2, "looks_back": True},
        "norows": {"data_share": 0.0},
        "narrow": {"fields": (1, 3), "relations": (0, 0, 1)},
        "wide": {"fields": (20, 30)},
        "related": {"relations": (2, 3, 4), "relation_weight": 3},
        "unrelated": {"relations": (0,), "relation_weight": 0},
    }
)
"""What a name after the numbers changes in a size."""


@dataclass(frozen=True, slots=True)
class Size:
    """Models and migrations are counted per app.

    `data_share` is the share of migrations that change rows; where it `looks_back`, they use reverse relations and
    delete. `cross_share` is the share of relations that lead to another app. A migration has one of the numbers of
    `changes`; a new model has from one to the other number of `fields`, and one of the numbers of `relations`;
    `relation_weight` says how often relations are added later. With `squashes`, the first half of each app's
    history has a squashed migration beside it.
    """

    apps: int
    models: int
    migrations: int
    data_share: float = 0.05
    cross_share: float = 0.4
    squashes: bool = False
    seed: int = 1
    changes: tuple[int, ...] = (1, 2, 2, 3, 3, 4, 5)
    fields: tuple[int, int] = (4, 8)
    relations: tuple[int, ...] = (0, 1, 1, 2)
    relation_weight: int = 1
    looks_back: bool = False
    traits: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Size:
        """Read what `str()` writes: `20x10x50`, `20x10x50+squashes` or `20x10x50+small+rows`."""
        numbers, *traits = text.split("+")
        apps, models, migrations = (int(number) for number in numbers.split("x"))
        if min(apps, models, migrations) < 1 or not TRAITS.keys() >= set(traits):
            raise ValueError(
                f"{text!r} is not a size such as 20x10x50 or 20x10x50+small+rows;"
                f" there are {', '.join(TRAITS)}"
            )
        facts = {name: value for trait in traits for name, value in TRAITS[trait].items()}
        return cls(apps, models, migrations, traits=tuple(traits), **facts)

    def __str__(self) -> str:
        return "+".join([f"{self.apps}x{self.models}x{self.migrations}", *self.traits])

    @property
    def all_models(self) -> int:
        return self.apps * self.models

    @property
    def all_migrations(self) -> int:
        return self.apps * self.migrations
