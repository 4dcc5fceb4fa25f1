"""Run management commands as manage.py does, each in a process of its own.

The process is a fork of one that has imported Django and set nothing up: it configures settings, imports the models
from their files, and ends. Input is an object that answers what was printed last, see `answers`.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import sys
import traceback
import warnings
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import ManagementUtility
from django.db import connections

from tests.fuzz.answers import Sections, Typist, UnknownQuestionError
from tests.fuzz.project import APPS, Step
from tests.fuzz.render import user_setting

DJANGO, OURS = "django", "ours"
SILENCED = (  # advice about columns that some vendor cannot have as they are
    *("models.W035", "models.W036", "models.W037", "models.W038", "models.W039", "models.W040"),
    *("models.W042", "models.W043", "models.W044", "models.W045", "models.W046", "models.W047"),
    *("fields.W122", "fields.W162", "fields.W163", "fields.W340", "fields.W342", "fields.W344"),
)


IMPORTED_ONCE = (
    *(f"django.core.management.commands.{name}" for name in ("makemigrations", "migrate")),
    *(f"migrations_core.management.commands.{name}" for name in ("makemigrations", "migrate")),
    *(
        "django.core.management.commands.sqlmigrate",
        "migrations_core.management.commands.sqlmigrate",
    ),
    *("migrations_core.management.commands.squashmigrations", "migrations_core.apps"),
    *("django.contrib.auth.apps", "django.contrib.auth.hashers", "django.contrib.auth.validators"),
    "django.contrib.contenttypes.apps",
)
"""What most commands import and what needs no settings: imported before the forks, it costs them nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where commands run: a folder with the apps, and the packages that their migrations are in."""

    folder: Path
    history: str
    step: Step
    database: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended; ``answered`` is what a file would have to say in the place of who typed."""

    status: int
    out: str
    err: str
    answered: Sections
    unknown_question: bool = False

    @property
    def crashed(self) -> bool:
        return "Traceback (most recent call last)" in self.err

    @property
    def short(self) -> str:
        """Return how it ended in one line: what does not depend on the command's going well."""
        lines = [line for line in self.err.strip().splitlines() if line.strip()]
        kept = lines[-1:] if self.crashed else lines[:4]
        return f"status {self.status}: {' '.join(kept)[:300]}"


def warm_up(vendor: str) -> None:
    """Import what all commands need, before the first of them."""
    engine = "sqlite3" if vendor == "sqlite" else vendor
    stock = f"django.db.backends.{engine}"
    ours = f"migrations_core.backends.{engine}"
    for name in (*IMPORTED_ONCE, f"{stock}.base", f"{stock}.schema", f"{ours}.editor"):
        importlib.import_module(name)
    gc.freeze()  # or each fork copies what its collector looks at


def run(side: str, place: Place, *arguments: str) -> Ran:
    """Run a command of stock Django or of ours."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reader)
            with os.fdopen(writer, "wb") as report:
                report.write(pickle.dumps(_run(side, place, arguments)))
        finally:
            os._exit(0)  # whatever happens: a fork must not go on with what its parent is doing
    os.close(writer)
    with os.fdopen(reader, "rb") as report:
        content = report.read()
    os.waitpid(child, 0)
    ran: Ran = pickle.loads(content)
    return ran


def _run(side: str, place: Place, arguments: tuple[str, ...]) -> Ran:
    out, err = StringIO(), StringIO()
    sys.stdin = typist = Typist(place.step, out)
    with redirect_stdout(out), redirect_stderr(err):
        status, unknown = _status(side, place, arguments)
    return Ran(status, out.getvalue(), err.getvalue(), typist.sections, unknown)


def _status(side: str, place: Place, arguments: tuple[str, ...]) -> tuple[int, bool]:
    """Do what the interpreter does at the end of manage.py; tell also whether a question was unknown."""
    try:
        configure(side, place)
        ManagementUtility(["manage.py", *arguments]).execute()
        connections.close_all()
    except SystemExit as end:
        return (end.code if isinstance(end.code, int) else int(end.code is not None)), False
    except UnknownQuestionError:
        traceback.print_exc()
        return 1, True
    except Exception:
        traceback.print_exc()
        return 1, False
    return 0, False


def configure(side: str, place: Place) -> None:
    """Set Django up for a project of this process."""
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    sys.path.insert(0, str(place.folder))
    engine = str(place.database["ENGINE"])
    auth = ["django.contrib.auth"] if place.step.project.has_users else []
    postgres = ["django.contrib.postgres"] if engine.endswith("postgresql") else []
    own = ["migrations_core"] if side == OURS else []
    settings.configure(
        INSTALLED_APPS=[*own, "django.contrib.contenttypes", *auth, *postgres, *APPS],
        DATABASES={"default": dict(place.database)},
        MIGRATION_MODULES={app: f"{place.history}.{app}" for app in APPS},
        AUTH_USER_MODEL=user_setting(place.step.project),
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        SECRET_KEY="for tests only",
        USE_TZ=True,
        LOGGING_CONFIG=None,
        SILENCED_SYSTEM_CHECKS=list(SILENCED),
    )
    django.setup()
