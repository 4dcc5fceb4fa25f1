"""What is made of one migration."""

from __future__ import annotations

import pytest

from migrations_core.exceptions import (
    AmbiguityError,
    AppWithoutMigrationsError,
    ManualPortingError,
    UnknownAppError,
    UnknownMigrationError,
)
from migrations_core.workflows.optimize import optimization, optimized_file
from tests.apps_on_disk import Apps, migration
from tests.told import refusal

BOOK = 'migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True))])'
TITLE = 'migrations.AddField("Book", "title", models.TextField())'
CODE = "migrations.RunPython(turn)"
TURN = "\n\ndef turn(apps, editor): pass\n"


def with_function(text: str) -> str:
    return text.replace("\nclass", TURN + "\nclass")


def test_operations_are_folded(apps: Apps):
    apps.add("library", {"0001_initial.py": migration(f"operations = [{BOOK}, {TITLE}]")})
    with apps.installed():
        found = optimization("library", "0001")

    assert found.is_useful
    assert [type(operation).__name__ for operation in found.operations] == ["CreateModel"]


def test_there_may_be_nothing_to_fold(apps: Apps):
    apps.add("library", {"0001_initial.py": migration(f"operations = [{BOOK}]")})
    with apps.installed():
        assert not optimization("library", "0001").is_useful


def test_the_file_takes_the_place_of_the_old_one(apps: Apps):
    folder = apps.add("library", {"0001_initial.py": migration(f"operations = [{BOOK}, {TITLE}]")})
    with apps.installed():
        file = optimized_file(optimization("library", "0001"))

    assert file.path == str(folder / "0001_initial.py")
    assert not file.needs_manual_porting


def test_functions_to_copy_make_it_a_migration_beside_the_old_one(apps: Apps):
    text = with_function(migration(f"operations = [{BOOK}, {TITLE}, {CODE}]"))
    folder = apps.add("library", {"0001_initial.py": text})
    with apps.installed():
        file = optimized_file(optimization("library", "0001"))

    assert file.path == str(folder / "0001_initial_optimized.py")
    assert file.needs_manual_porting
    assert file.migration.replaces == [("library", "0001_initial")]


def test_a_squashed_migration_with_functions_to_copy_is_refused(apps: Apps):
    replaces = 'replaces = [("library", "0000_a")]'
    text = with_function(migration(f"operations = [{BOOK}, {TITLE}, {CODE}]", replaces))
    apps.add("library", {"0001_initial.py": text})
    with apps.installed():
        found = optimization("library", "0001")
        kind, message, facts = refusal(optimized_file, found)

    assert (kind, facts) == (ManualPortingError, {"migrations": (("library", "0001_initial"),)})
    assert message.startswith(
        "Migration will require manual porting but is already a squashed migration.\n"
        "Transition to a normal migration first: https://docs.djangoproject.com/"
    )


@pytest.mark.parametrize(
    ("app_label", "name", "expected"),
    [
        (
            "shop",
            "0001",
            (UnknownAppError, "No installed app with label 'shop'.", {"app_label": "shop"}),
        ),
        (
            "plain",
            "0001",
            (
                AppWithoutMigrationsError,
                "App 'plain' does not have migrations.",
                {"app_label": "plain"},
            ),
        ),
        (
            "library",
            "0002",
            (
                UnknownMigrationError,
                "Cannot find a migration matching '0002' from app 'library'.",
                {"app_label": "library", "name": "0002"},
            ),
        ),
        (
            "library",
            "0",
            (
                AmbiguityError,
                "More than one migration matches '0' in app 'library'. Please be more specific.",
                {"app_label": "library", "prefix": "0", "names": ("0001_initial", "0003_last")},
            ),
        ),
    ],
)
def test_the_migration_has_to_be_there(apps: Apps, app_label, name, expected):
    apps.add("plain").joinpath("__init__.py").unlink()
    apps.add("library", {"0001_initial.py": migration(), "0003_last.py": migration()})
    with apps.installed():
        assert refusal(optimization, app_label, name) == expected
