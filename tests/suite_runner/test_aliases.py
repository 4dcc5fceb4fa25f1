"""The import hook, tried in a fresh interpreter each time because it must come before Django."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALL = "from tests.django_suite import aliases; aliases.install()\n"


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", INSTALL + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import django.db.migrations as found", "migrations_core"),
        ("from django.db import migrations as found", "migrations_core"),
        ("import django.db.migrations.exceptions as found", "migrations_core.exceptions"),
        ("from django.db.migrations import exceptions as found", "migrations_core.exceptions"),
    ],
)
def test_an_aliased_name_gives_our_module_object(statement: str, name: str):
    code = f"{statement}; import {name}, sys; print(found is sys.modules['{name}'])"
    assert run(code) == "True"


def test_our_module_keeps_its_own_name_and_spec():
    code = "import django.db.migrations.exceptions as e; print(e.__name__, e.__spec__.name)"
    assert run(code) == "migrations_core.exceptions migrations_core.exceptions"


def test_patching_by_djangos_dotted_name_reaches_our_module():
    code = """
from unittest import mock
import migrations_core.exceptions as ours
with mock.patch("django.db.migrations.exceptions.AmbiguityError", "patched"):
    print(ours.AmbiguityError)
"""
    assert run(code) == "patched"


def test_a_module_that_we_lack_is_not_answered_with_djangos():
    assert run("import django.db.migrations.nothing") == (
        "ModuleNotFoundError: No module named 'migrations_core.nothing'"
    )


def test_patching_a_mirrored_attribute_of_djangos_reaches_our_module_and_is_undone():
    code = """
from unittest import mock
import decimal, django.db.backends.base.schema as theirs
aliases.MIRRORED_PATCHES.clear()
aliases._mirror_patches(theirs, {"timezone": "decimal"})
decimal.timezone = "ours"
with mock.patch("django.db.backends.base.schema.timezone", "patched"):
    inside = decimal.timezone
print(inside, decimal.timezone)
"""
    assert run(code) == "patched ours"


def test_the_base_editor_is_ours():
    code = """
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from migrations_core.backends.sqlite3.editor import DatabaseSchemaEditor
print(issubclass(DatabaseSchemaEditor, BaseDatabaseSchemaEditor))
"""
    assert run(code) == "True"


def test_the_hook_refuses_to_come_too_late():
    code = "import sys; sys.meta_path.pop(0); import django.db.migrations; aliases.install()"
    assert run(code).startswith(
        "RuntimeError: Imported before the hook was installed: django.db.migrations"
    )
