"""Chance, the same in every run with the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tests.fuzz.project import USER

Choice = TypeVar("Choice")


@dataclass
class Dice:
    """What chance is asked for; ``used`` are names of what is gone, which may come again."""

    random: random.Random
    vendor: str
    last_uid: int = USER
    used: list[str] = field(default_factory=list)

    def uid(self) -> int:
        self.last_uid += 1
        return self.last_uid

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, choices: Sequence[Choice]) -> Choice:
        return self.random.choice(choices)

    def name(self, stems: Sequence[str], taken: Sequence[str]) -> str:
        """Return a name that is free, often one that something removed had."""
        again = [name for name in self.used if name not in taken]
        if again and self.chance(0.3):
            return self.pick(again)
        return f"{self.pick(stems)}{self.uid()}"
