"""Our errors are those of Django's framework, where that is there."""

from __future__ import annotations

import pickle
import subprocess
import sys

from django.db.migrations import exceptions as djangos

import migrations_core.interop  # noqa: F401 -- it is imported for what it does
from migrations_core import exceptions
from tests.small_project import REPOSITORY

ALONE = """
import sys
from migrations_core.exceptions import NodeNotFoundError

try:
    raise NodeNotFoundError("gone", ("library", "0001"), "sales.0001")
except LookupError as error:
    print(repr(error), error, error.origin, "django.db.migrations" in sys.modules)
"""


def names() -> list[str]:
    return [
        name
        for name, value in vars(djangos).items()
        if isinstance(value, type) and value.__module__ == djangos.__name__
    ]


def test_every_error_of_django_s_has_one_of_ours_below_it() -> None:
    assert [
        name
        for name in names()
        if not issubclass(getattr(exceptions, name), getattr(djangos, name))
    ] == []


def test_they_are_pickled_with_all_that_they_say() -> None:
    error = exceptions.NodeNotFoundError("gone", ("library", "0001"), "sales.0001")

    copy = pickle.loads(pickle.dumps(error))

    assert (str(copy), copy.node, copy.origin) == ("gone", ("library", "0001"), "sales.0001")


def test_they_do_without_django_s_framework() -> None:
    said = subprocess.check_output([sys.executable, "-c", ALONE], cwd=REPOSITORY, text=True)

    assert said == "NodeNotFoundError(('library', '0001')) gone sales.0001 False\n"
