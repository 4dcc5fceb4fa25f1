"""How large a generated project is, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Models and migrations are counted per app.

    `data_share` is the share of migrations that change rows, `cross_share` that of relations that lead to
    another app. With `squashes`, the first half of each app's history has a squashed migration beside it.
    """

    apps: int
    models: int
    migrations: int
    data_share: float = 0.05
    cross_share: float = 0.4
    squashes: bool = False
    seed: int = 1

    @classmethod
    def parse(cls, text: str) -> Size:
        """Read what `str()` writes: `20x10x50` or `20x10x50+squashes`."""
        numbers, _, extra = text.partition("+")
        apps, models, migrations = (int(number) for number in numbers.split("x"))
        if min(apps, models, migrations) < 1 or extra not in ("", "squashes"):
            raise ValueError(f"{text!r} is not a size such as 20x10x50 or 20x10x50+squashes")
        return cls(apps, models, migrations, squashes=bool(extra))

    def __str__(self) -> str:
        return f"{self.apps}x{self.models}x{self.migrations}" + "+squashes" * self.squashes

    @property
    def all_models(self) -> int:
        return self.apps * self.models

    @property
    def all_migrations(self) -> int:
        return self.apps * self.migrations
