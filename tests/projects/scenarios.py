"""The ways that a project's databases are migrated, as lists of legs.

A leg is a database to begin with and the commands run on it, with what stock Django made of each.
The same commands from the same beginning have to give the same with us.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.projects.catalogue import Project
from tests.projects.fill import fill
from tests.projects.recordings import Leg, recorded
from tests.projects.scratch import write_project
from tests.projects.walk import DJANGO, Command, Stage, Walker

PLANNED = re.compile(r"^\[[ X]\]  (\w+)\.(\w+)", re.MULTILINE)


class ScenarioError(Exception):
    """Stock Django fails where it has to succeed for the comparison to mean anything."""


Node = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Stock:
    """What stock Django does with a project, from the recordings as far as they hold it."""

    project: Project
    workplace: Path  # where to build what is not recorded yet

    @property
    def alias(self) -> Command:
        alias = self.project.alias
        return () if alias == "default" else ("--database", alias)

    def legs(self, scenario: str) -> list[Leg]:
        make: dict[str, Callable[[Path], list[Leg]]] = {
            "straight": self._straight,
            "halfway": self._halfway,
            "rows": self._rows,
            "zero": self._zero,
            "back": self._back,
        }
        return recorded(self.project, scenario, make[scenario])

    def plan(self) -> list[Node]:
        [leg] = self.legs("straight")
        return [(app, name) for app, name in PLANNED.findall(leg.stages[0].output)]

    def migrated(self) -> Stage:
        [leg] = self.legs("straight")
        return leg.stages[1]

    def _straight(self, path: Path) -> list[Leg]:
        """Migrate from nothing, look at it, migrate again."""
        return [self._leg_that_works(path / "0", STRAIGHT)]

    def _halfway(self, path: Path) -> list[Leg]:
        """Stop once on the way, as when a database changes hands."""
        commands = [*cut_commands(self.plan(), 0.5), ("migrate",)]
        return [self._leg_that_works(path / "0", commands)]

    def _rows(self, path: Path) -> list[Leg]:
        """Stop on the way, write rows into all tables, and let the rest of the way carry them."""
        cuts = [cut_commands(self.plan(), fraction) for fraction in self.project.cuts]
        legs: list[Leg] = []
        start = None
        ways: list[list[Command]] = [*cuts, [("migrate",)]]
        for position, commands in enumerate(ways):
            leg = self._leg_that_works(path / str(position), commands, start=start)
            legs.append(leg)
            start = self._filled(leg.stages[-1].database, round_=position + 1)
        return legs

    def _zero(self, path: Path) -> list[Leg]:
        """Undo app after app, the last of the plan first, then do all of it again."""
        commands = [*zero_commands(self.plan()), ("migrate",)]
        return [self._leg(path / "0", commands, start=self._copy_of_migrated(path))]

    def _back(self, path: Path) -> list[Leg]:
        """Go back halfway with rows in all tables, and forwards again."""
        halfway = list(reversed(cut_commands(self.plan(), 0.5)))
        start = self._filled(self._copy_of_migrated(path), round_=1)
        return [self._leg(path / "0", [*halfway, ("migrate",)], start=start)]

    def _copy_of_migrated(self, path: Path) -> Path:
        path.mkdir()
        return Path(shutil.copyfile(self.migrated().database, path / "migrated.sqlite3"))

    def _leg_that_works(
        self, path: Path, commands: Sequence[Command], *, start: Path | None = None
    ) -> Leg:
        leg = self._leg(path, commands, start=start)
        failed = next((stage for stage in leg.stages if stage.status), None)
        if failed:
            raise ScenarioError(f"Django fails to {' '.join(failed.arguments)}: {failed.errors}")
        return leg

    def _leg(self, path: Path, commands: Sequence[Command], *, start: Path | None = None) -> Leg:
        commands = [(*command, *self.alias) for command in commands]
        return Leg(start, self._walker().walk(commands, path, start=start))

    def _walker(self) -> Walker:
        directory = self.workplace / self.project.name
        if not directory.exists():
            write_project(self.project, directory)
        return Walker(directory, DJANGO)

    def _filled(self, database: Path, *, round_: int) -> Path:
        filled = database.with_name(f"filled-{round_}.sqlite3")
        shutil.copyfile(database, filled)
        fill(filled, round_=round_, overrides=self.project.overrides)
        return filled


STRAIGHT: tuple[Command, ...] = (
    ("showmigrations", "--plan"),
    ("migrate",),
    ("showmigrations",),
    ("migrate",),
)


def cut_commands(plan: Sequence[Node], fraction: float) -> list[Command]:
    """Return the commands that apply the first part of a plan, and nothing more."""
    last = dict(plan[: round(len(plan) * fraction)])
    order = {node: position for position, node in enumerate(plan)}
    return [("migrate", *node) for node in sorted(last.items(), key=order.__getitem__)]


def zero_commands(plan: Sequence[Node]) -> list[Command]:
    apps = dict.fromkeys(app for app, _ in plan)
    return [("migrate", app, "zero") for app in reversed(apps)]
