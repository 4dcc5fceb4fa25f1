"""What a project lives through on a database server, told in chapters.

On SQLite a database is a file, and each command starts from a copy of what stock Django left. On a
server one database goes through a whole story, and what is kept of it are values: what the commands
said, the schema and the rows at the end of each chapter.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import django

from migrations_core.schema.tables import Schema
from tests.projects.catalogue import Project
from tests.projects.recordings import RECORDINGS, digest, one_at_a_time
from tests.projects.scenarios import Node, ScenarioError, cut_commands, zero_commands
from tests.projects.scratch import DATABASE, FRAMEWORK, VENDOR
from tests.projects.walk import COMMAND_OWNERS, DJANGO, REPOSITORY, Command, WalkError
from tests.servers import connect, empty_database, version
from tests.snapshots.rows import TableRows

TELL = Path(__file__).with_name("tell.py")


@dataclass(frozen=True, slots=True)
class Chapter:
    """Commands, after which the database is looked at; before them rows may be written."""

    name: str
    commands: list[Command]
    fill: int = 0  # the round; none at 0
    ordered: bool = True  # whether the order of columns counts at the end
    reliable: bool = True  # whether stock Django has to get through it


@dataclass(frozen=True, slots=True)
class Told:
    """How a chapter went; a story ends with the first that fails."""

    name: str
    status: int
    output: str
    errors: str
    schema: Schema
    rows: tuple[TableRows, ...]


# Backwards the order of columns is an accident, and Django does not get through every project.
OPTIONAL: Any = {"ordered": False, "reliable": False}


def with_rows(plan: Sequence[Node]) -> list[Chapter]:
    """Rows are carried forwards, back and forth."""
    halfway = cut_commands(plan, 0.5)
    return [
        Chapter("halfway", halfway),
        Chapter("the rest, over rows", [("migrate",), ("showmigrations",)], fill=1),
        Chapter("back halfway", list(reversed(halfway)), **OPTIONAL),
        Chapter("forth", [("migrate",)], **OPTIONAL),
    ]


def undone(plan: Sequence[Node]) -> list[Chapter]:
    """All is done at once, undone app after app, and done again."""
    return [
        Chapter("at once", [("migrate",), ("migrate",)]),
        Chapter("zero", zero_commands(plan), **OPTIONAL),
        Chapter("again", [("migrate",)], **OPTIONAL),
    ]


STORIES: dict[str, Callable[[Sequence[Node]], list[Chapter]]] = {
    "rows": with_rows,
    "undone": undone,
}


def tell(
    project: Project, directory: Path, framework: str, vendor: str, chapters: Sequence[Chapter]
) -> list[Told]:
    """Let a project, which is in a directory, live through a story on an empty database."""
    with empty_database(vendor) as database, tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch, "told")
        script = {
            "project": project.name,
            "chapters": [asdict(chapter) for chapter in chapters],
            "result": str(result),
        }
        environment = {
            **os.environ,
            FRAMEWORK: framework,
            DATABASE: database,
            VENDOR: vendor,
            "DJANGO_SETTINGS_MODULE": "scratch_settings",
            "PYTHONPATH": os.pathsep.join([str(directory), str(REPOSITORY)]),
            "PYTHONHASHSEED": "0",
        }
        done = subprocess.run(
            [sys.executable, "-P", str(TELL)],
            cwd=directory,
            env=environment,
            input=json.dumps(script),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise WalkError(f"{project.name} on {framework}: {done.stdout}{done.stderr}")
        owner, told = pickle.loads(result.read_bytes())
    if owner != COMMAND_OWNERS[framework]:
        raise WalkError(f"migrate is the command of {owner}")
    return [Told(*chapter) for chapter in told]


def tell_on_django(
    project: Project, directory: Path, vendor: str, chapters: Sequence[Chapter]
) -> list[Told]:
    """Let stock Django have the story; there is nothing to compare with if it fails too early."""
    told = tell(project, directory, DJANGO, vendor, chapters)
    if told[-1].status and chapters[len(told) - 1].reliable:
        raise ScenarioError(f"Django fails {told[-1].name}: {told[-1].errors}")
    return told


def recorded(
    project: Project, story: str, vendor: str, make: Callable[[], list[Told]]
) -> list[Told]:
    """Return what stock Django did, as long as nothing that it depends on has changed."""
    family = f"{project.name}-{story}-{vendor}-{version(vendor)}-django{django.__version__}"
    path = RECORDINGS / f"{family}-{_digest(project, vendor)}.pickle"
    with one_at_a_time(RECORDINGS, family):
        if path.exists():
            told: list[Told] = pickle.loads(path.read_bytes())
            return told
        told = make()
        for stale in RECORDINGS.glob(f"{family}-*"):
            stale.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile(dir=RECORDINGS, delete=False) as file:
            file.write(pickle.dumps(told))
        Path(file.name).rename(path)
    return told


def _digest(project: Project, vendor: str) -> str:
    """Digest what `recordings` does, the readers of snapshots, the driver and the server."""
    administration = {"postgresql": "postgres", "mysql": ""}[vendor]
    with closing(connect(vendor, administration)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        [server] = cursor.fetchone()
        driver = type(connection).__module__
    parts = [digest(project), server, driver]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
