"""Run management commands of a scratch project and keep the database after each of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.projects.scratch import DATABASE, FRAMEWORK

DJANGO = "django"
OURS = "migrations_core"

REPOSITORY = Path(__file__).parents[2]
RUN_MANY = Path(__file__).with_name("run_many.py")
COMMAND_OWNERS = {DJANGO: "django.core", OURS: "migrations_core"}

Command = Sequence[str]
Step = tuple[Path | None, Command]


class WalkError(Exception):
    """The scratch project could not even be started, or ran on the wrong framework."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a command did, and a copy of the database as it left it."""

    arguments: tuple[str, ...]
    status: int
    output: str
    errors: str
    database: Path


@dataclass(frozen=True, slots=True)
class Walker:
    """A scratch project and the framework that it runs on."""

    project: Path
    framework: str

    def walk(
        self, commands: Sequence[Command], keep: Path, *, start: Path | None = None
    ) -> list[Stage]:
        """Run the commands one after the other on a copy of `start`, or from an empty database."""
        return self.walk_apart([(start, commands[0]), *((None, c) for c in commands[1:])], keep)

    def walk_printed(self, commands: Sequence[Command], keep: Path) -> list[Stage]:
        """Run on an empty database what each command prints; the next one finds it there."""
        return self._walk([(None, command) for command in commands], keep, execute=True)

    def walk_apart(self, steps: Sequence[Step], keep: Path) -> list[Stage]:
        """Run each command on a copy of its own start; None: on what the one before it left."""
        return self._walk(steps, keep, execute=False)

    def _walk(self, steps: Sequence[Step], keep: Path, *, execute: bool) -> list[Stage]:
        keep.mkdir(parents=True)
        database = keep / "database.sqlite3"
        database.touch()
        script = {
            "starts": [start and str(start) for start, _ in steps],
            "commands": [list(command) for _, command in steps],
            "execute": execute,
            "keep": str(keep),
        }
        self._run(database=database, script=json.dumps(script))
        result = json.loads((keep / "outcomes.json").read_text())
        if result["framework"] != COMMAND_OWNERS[self.framework]:
            raise WalkError(f"migrate is the command of {result['framework']}")
        return [_stage(outcome, keep) for outcome in result["outcomes"]]

    def _run(self, *, database: Path, script: str) -> None:
        environment = {
            **os.environ,
            FRAMEWORK: self.framework,
            DATABASE: str(database),
            "DJANGO_SETTINGS_MODULE": "scratch_settings",
            "PYTHONPATH": os.pathsep.join([str(self.project), str(REPOSITORY)]),
            "PYTHONHASHSEED": "0",
        }
        done = subprocess.run(
            [sys.executable, "-P", str(RUN_MANY)],  # -P: our own modules are not the project's
            cwd=self.project,
            env=environment,
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise WalkError(f"{self.project} on {self.framework}: {done.stdout}{done.stderr}")


def _stage(outcome: dict[str, object], keep: Path) -> Stage:
    return Stage(
        arguments=tuple(outcome["arguments"]),  # type: ignore[arg-type]  # JSON
        status=int(outcome["status"]),  # type: ignore[call-overload]  # JSON
        output=str(outcome["output"]),
        errors=str(outcome["errors"]),
        database=keep / str(outcome["database"]),
    )
