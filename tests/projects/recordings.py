"""Keep what stock Django did with a project, as long as nothing that it depends on has changed.

Stock Django takes minutes for what we check on every run. A recording is found by a digest of
everything that it was made from and its databases are checked against their own digests, so neither
an old nor a damaged one is ever believed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import platform
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import django

from tests.projects.catalogue import Project
from tests.projects.scratch import settings_text
from tests.projects.walk import REPOSITORY, Command, Stage

RECORDINGS = REPOSITORY / ".cache" / "projects"
HARNESS = Path(__file__).parent
SNAPSHOTS = HARNESS.parent / "snapshots"
PACKAGE = HARNESS.parents[1] / "migrations_core"
READERS = (
    PACKAGE / "schema" / "tables.py",
    *sorted(PACKAGE.glob("backends/*/reader*.py")),
    *(PACKAGE / "backends" / "sqlite3" / name for name in ("create_table.py", "tokens.py")),
)
"""What of ours reads what stock Django made."""
OURSELVES = "django-migrations-core"
INDEX = "index.json"
NO_INFLUENCE = re.compile(r"test_|conftest|compare")


@dataclass(frozen=True, slots=True)
class Leg:
    """A database to begin with, None for an empty one, and what each command made of it.

    All databases are in the directory of the recording.
    """

    start: Path | None
    stages: list[Stage]

    def steps(self) -> list[tuple[Path | None, Command]]:
        """Pair each command with the database that it found."""
        found = [self.start, *(stage.database for stage in self.stages)]
        return [(start, stage.arguments) for start, stage in zip(found, self.stages, strict=False)]


def recorded(
    project: Project,
    scenario: str,
    make: Callable[[Path], list[Leg]],
    *,
    recordings: Path = RECORDINGS,
) -> list[Leg]:
    """Return the recording of a scenario; make it if there is none that is current and intact."""
    family = f"{project.name}-{scenario}-django{django.__version__}"  # each version keeps its own
    directory = recordings / f"{family}-{digest(project)[:16]}"
    with one_at_a_time(recordings, family):
        legs = _load(directory)
        if legs is not None:
            return legs
        with tempfile.TemporaryDirectory(dir=recordings) as temporary:
            made = Path(temporary) / "made"
            _save(make(made), made)
            for stale in recordings.glob(f"{family}-*"):
                shutil.rmtree(stale)
            made.rename(directory)
        legs = _load(directory)
    assert legs is not None, f"{directory} cannot be read back"
    return legs


@contextmanager
def one_at_a_time(recordings: Path, family: str) -> Iterator[None]:
    """Have runs side by side record something once: the others wait, and find it."""
    recordings.mkdir(parents=True, exist_ok=True)
    with (recordings / f"{family}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest(project: Project) -> str:
    """Digest all that stock Django's doing depends on: packages, project, interpreter, harness."""
    sources = [*sorted(HARNESS.glob("*.py")), *sorted(SNAPSHOTS.glob("*.py")), *READERS]
    parts = [
        *_installed(),
        platform.python_version(),
        sqlite3.sqlite_version,
        settings_text(project),
        repr((project.command, project.cuts)),
        *(_file_digest(source) for source in sources if not NO_INFLUENCE.match(source.name)),
        *(_file_digest(source) for source in _tree(project)),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _installed() -> list[str]:
    return sorted(
        f"{distribution.name}=={distribution.version}"
        for distribution in distributions()
        if distribution.name != OURSELVES
    )


def _tree(project: Project) -> Iterable[Path]:
    return sorted(project.tree.rglob("*.py")) if project.tree else ()


def _save(legs: list[Leg], directory: Path) -> None:
    """Write the index beside the databases; paths in it are relative, the directory will move."""
    databases = [path.relative_to(directory) for path in sorted(directory.rglob("*.sqlite3"))]
    index = {
        "legs": [_portable(leg, directory) for leg in legs],
        "digests": {str(path): _file_digest(directory / path) for path in databases},
    }
    (directory / INDEX).write_text(json.dumps(index))


def _portable(leg: Leg, directory: Path) -> dict[str, object]:
    return {
        "start": leg.start and str(leg.start.relative_to(directory)),
        "stages": [
            {**asdict(stage), "database": str(stage.database.relative_to(directory))}
            for stage in leg.stages
        ],
    }


def _load(directory: Path) -> list[Leg] | None:
    try:
        index = json.loads((directory / INDEX).read_text())
        intact = all(
            _file_digest(directory / name) == known for name, known in index["digests"].items()
        )
    except (OSError, ValueError):
        return None
    if not intact:
        return None
    return [
        Leg(
            directory / leg["start"] if leg["start"] else None,
            [_stage(stage, directory) for stage in leg["stages"]],
        )
        for leg in index["legs"]
    ]


def _stage(stage: dict[str, Any], directory: Path) -> Stage:
    return Stage(
        arguments=tuple(stage["arguments"]),
        status=stage["status"],
        output=stage["output"],
        errors=stage["errors"],
        database=directory / stage["database"],
    )


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
