"""One message in place of a traceback where the modules of a project cannot be imported, and no command ever begins."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from traceback import walk_tb
from types import TracebackType

import django
from django.apps.registry import Apps

from migrations_core.management.explanations import TRACEBACK_HINT
from migrations_core.names import said
from migrations_core.written import line_in

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]

COMMANDS = frozenset(
    {
        *("finishsquash", "makemigrations", "migrate", "optimizemigration"),
        *("showmigrations", "sqlmigrate", "squashmigrations"),
    }
)
OWN_FOLDER = os.path.dirname(django.__file__) + os.sep


def install() -> None:
    """Explain what Django raises while it loads the apps for one of our commands."""
    arguments = sys.argv[1:]
    if arguments and arguments[0] in COMMANDS and "--traceback" not in arguments:
        sys.excepthook = partial(_explain, sys.excepthook)


def _explain(
    otherwise: Hook,
    cls: type[BaseException],
    error: BaseException,
    traceback: TracebackType | None,
) -> None:
    frames = [frame for frame, _ in walk_tb(traceback)]
    loading = Apps.populate.__code__
    if not any(frame.f_code is loading for frame in frames):
        otherwise(cls, error, traceback)
        return
    files = [frame.f_code.co_filename for frame in frames]
    theirs = [
        file for file in files if not file.startswith((OWN_FOLDER, "<")) and os.path.exists(file)
    ]
    file = theirs[-1] if theirs else None
    if isinstance(error, SyntaxError) and error.filename and os.path.exists(error.filename):
        file = error.filename
    line = line_in(file, error)
    where = f"{file}, line {line}" if line else file or "the apps"
    sys.stderr.write(f"CommandError: {where} cannot be imported: {said(error)}\n{TRACEBACK_HINT}\n")
