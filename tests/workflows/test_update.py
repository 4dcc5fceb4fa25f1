"""What becomes of the last migration, and which one is left alone."""

from __future__ import annotations

import pytest
from django.db import models

from migrations_core.exceptions import AppWithoutMigrationsError, UnchangeableMigrationError
from migrations_core.loader import MigrationLoader
from migrations_core.migration import Migration
from migrations_core.operations import AddField
from migrations_core.workflows.update import update_last_migrations
from tests.apps_on_disk import Apps, migration
from tests.told import refusal

BOOK = (
    'operations = [migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True))])]'
)


def new(app_label: str, name: str, *operations, dependencies=()) -> Migration:
    made = Migration(name, app_label)
    made.operations = list(operations)
    made.dependencies = list(dependencies)
    return made


def title() -> AddField:
    return AddField("book", "title", models.TextField())


def test_what_is_new_is_folded_into_the_last_migration(apps: Apps):
    folder = apps.add("library", {"0001_initial.py": migration(BOOK)})
    with apps.installed():
        changes = {"library": [new("library", "0002_book_title", title())]}
        updates = update_last_migrations(MigrationLoader(None), changes)

    [updated] = updates.changes["library"]
    assert updated.name == "0001_book"
    assert [(op.name, [name for name, _ in op.fields]) for op in updated.operations] == [
        ("Book", ["id", "title"])
    ]
    assert updates.replaced_paths == {"library": str(folder / "0001_initial.py")}


def test_a_name_that_it_has_already_is_lengthened(apps: Apps):
    apps.add("library", {"0001_book.py": migration(BOOK)})
    with apps.installed():
        changes = {"library": [new("library", "0002_book_title", title())]}
        updates = update_last_migrations(MigrationLoader(None), changes)

    assert updates.changes["library"][0].name == "0001_book_updated"


def test_dependencies_on_other_new_migrations_lead_to_the_updated_ones(apps: Apps):
    apps.add("library", {"0001_initial.py": migration(BOOK)})
    apps.add("shop", {"0001_initial.py": migration(BOOK)})
    needed = [("library", "0002_book_title"), ("shop", "0001_initial"), ("auth", "__first__")]
    with apps.installed():
        changes = {
            "library": [new("library", "0002_book_title", title())],
            "shop": [new("shop", "0002_book_title", title(), dependencies=needed)],
        }
        updates = update_last_migrations(MigrationLoader(None), changes)

    assert updates.changes["shop"][0].dependencies == [
        ("library", "0001_book"),
        ("auth", "__first__"),
    ]


def test_last_migrations_that_would_depend_on_each_other_are_refused(apps: Apps):
    apps.add("library", {"0001_initial.py": migration(BOOK)})
    apps.add("shop", {"0001_initial.py": migration(BOOK)})
    with apps.installed():
        changes = {
            "library": [new("library", "0002_a", dependencies=[("shop", "0002_a")])],
            "shop": [new("shop", "0002_a", dependencies=[("library", "0002_a")])],
        }
        assert refusal(update_last_migrations, MigrationLoader(None), changes) == (
            UnchangeableMigrationError,
            "Cannot update the last migrations of 'library', 'shop': each would depend on another one. "
            "Run makemigrations without --update.",
            {"migrations": (("library", "0001_initial"), ("shop", "0001_initial"))},
        )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {},
            (
                AppWithoutMigrationsError,
                "App library has no migration, cannot update last migration.",
                {"app_label": "library"},
            ),
        ),
        (
            {"0001_initial.py": migration(BOOK, 'replaces = [("library", "0000_a")]')},
            (
                UnchangeableMigrationError,
                "Cannot update squash migration 'library.0001_initial'.",
                {"migrations": (("library", "0001_initial"),)},
            ),
        ),
    ],
)
def test_there_has_to_be_a_last_migration_that_replaces_none(apps: Apps, files, expected):
    apps.add("library", files)
    with apps.installed():
        loader = MigrationLoader(None, ignore_no_migrations=True)
        changes = {"library": [new("library", "0002_a")]}
        assert refusal(update_last_migrations, loader, changes) == expected


def test_a_migration_that_others_depend_on_is_refused(apps: Apps):
    apps.add("library", {"0001_initial.py": migration(BOOK)})
    apps.add("shop", {"0001_a.py": migration('dependencies = [("library", "0001_initial")]')})
    with apps.installed():
        changes = {"library": [new("library", "0002_a")]}
        assert refusal(update_last_migrations, MigrationLoader(None), changes) == (
            UnchangeableMigrationError,
            "Cannot update migration 'library.0001_initial' that migrations 'shop.0001_a' depend on.",
            {"migrations": (("library", "0001_initial"),)},
        )


def test_an_applied_migration_is_refused(apps: Apps):
    apps.add("library", {"0001_initial.py": migration(BOOK)})
    with apps.installed():
        loader = MigrationLoader(None)
        loader.applied_migrations = {("library", "0001_initial"): None}
        assert refusal(update_last_migrations, loader, {"library": [new("library", "0002_a")]}) == (
            UnchangeableMigrationError,
            "Cannot update applied migration 'library.0001_initial'.",
            {"migrations": (("library", "0001_initial"),)},
        )
