"""Which migrations cannot be squashed, and what the refusal tells."""

from __future__ import annotations

import pytest

from migrations_core.exceptions import (
    AlreadySquashedError,
    AppWithoutMigrationsError,
    ConflictingMigrationsError,
    MigrationExistsError,
    MigrationOutOfRangeError,
    ThirdPartyFilesError,
)
from migrations_core.loader import MigrationLoader
from migrations_core.workflows.squash import SquashOptions, combine, parts, texts_of
from migrations_core.workflows.squash.selection import select_apps, select_range
from tests.apps_on_disk import Apps, migration
from tests.told import refusal

SECOND = 'dependencies = [("library", "0001_a")]'
FILES = {"0001_a.py": migration(), "0002_b.py": migration(SECOND)}


@pytest.fixture
def loader(apps: Apps):
    """A library of two migrations, a shop of two branches, an app without migrations, and one of Django's."""
    apps.add("library", FILES)
    apps.add("shop", {"0001_a.py": migration(), "0001_b.py": migration()})
    apps.add("empty")
    apps.add("plain").joinpath("__init__.py").unlink()
    apps.labels.append("django.contrib.contenttypes")
    with apps.installed():
        yield MigrationLoader(None)


def test_the_first_one_has_to_come_before_the_last_one(loader):
    assert refusal(select_range, loader, "library", "0002_b", "0001_a") == (
        MigrationOutOfRangeError,
        "The migration 'library.0002_b' cannot be found. Maybe it comes after the migration 'library.0001_a'?\n"
        "Have a look at:\n  python manage.py showmigrations library\nto debug this issue.",
        {"migrations": (("library", "0002_b"), ("library", "0001_a"))},
    )


def test_an_app_without_a_package_for_migrations_has_nothing_to_squash(loader):
    assert refusal(select_apps, loader, ["plain"]) == (
        AppWithoutMigrationsError,
        "App 'plain' does not have migrations (so squashmigrations on it makes no sense)",
        {"app_label": "plain"},
    )


def test_an_app_without_a_migration_has_nothing_to_squash(loader):
    assert refusal(select_apps, loader, ["empty"]) == (
        AppWithoutMigrationsError,
        "App 'empty' has no migrations that could be squashed.",
        {"app_label": "empty"},
    )


def test_files_of_installed_packages_are_not_written(loader):
    assert refusal(select_apps, loader, ["contenttypes"]) == (
        ThirdPartyFilesError,
        "App 'contenttypes' came with an installed package, whose files are never written: the next release would "
        "take them away. To squash a copy of its migrations, name the copy in the setting MIGRATION_MODULES.",
        {"app_label": "contenttypes"},
    )


def test_branches_have_to_be_merged_first(loader):
    assert refusal(select_apps, loader, ["shop"]) == (
        ConflictingMigrationsError,
        "App 'shop' ends in 2 migrations: 0001_a, 0001_b. A squashed migration would belong to one branch only. "
        "Run 'python manage.py makemigrations --merge shop' first.",
        {"leaves": {"shop": ("0001_a", "0001_b")}},
    )


def test_what_has_been_squashed_already_is_not_squashed_again(apps: Apps):
    replaces = 'replaces = [("library", "0001_a"), ("library", "0002_b")]'
    apps.add("library", {**FILES, "0001_squashed.py": migration(replaces)})
    with apps.installed():
        assert refusal(select_range, MigrationLoader(None), "library", None, "0002") == (
            AlreadySquashedError,
            "The migration 'library.0002_b' has been squashed into library.0001_squashed already. "
            "Name that one instead.",
            {"migrations": (("library", "0002_b"),), "by": (("library", "0001_squashed"),)},
        )


def test_the_name_of_a_squashed_migration_may_not_be_taken(apps: Apps):
    apps.add("library", FILES)
    with apps.installed():
        loader = MigrationLoader(None)
        squashes = list(
            combine(parts(loader, select_apps(loader, ["library"])), SquashOptions(name="a"))
        )
        assert refusal(texts_of, squashes, include_header=False) == (
            MigrationExistsError,
            "Migration 0001_a already exists. Use a different name.",
            {"migrations": (("library", "0001_a"),)},
        )
