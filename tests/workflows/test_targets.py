"""What an app and a migration on a command line may not be."""

from __future__ import annotations

import pytest

from migrations_core.exceptions import (
    AmbiguityError,
    AppWithMigrationsError,
    AppWithoutMigrationsError,
    UnknownAppError,
    UnknownMigrationError,
)
from migrations_core.loader import MigrationLoader
from migrations_core.workflows.targets import (
    Targets,
    check_app_for_migrate,
    find_migration,
    resolve_targets,
)
from tests.apps_on_disk import Apps, migration
from tests.told import refusal


@pytest.fixture
def loader(apps: Apps):
    apps.add("library", {"0001_a.py": migration(), "0001_b.py": migration()})
    apps.add("plain").joinpath("__init__.py").unlink()
    with apps.installed():
        yield MigrationLoader(None)


def test_an_unknown_app_is_named(loader):
    assert refusal(check_app_for_migrate, loader, "nowhere", run_syncdb=False) == (
        UnknownAppError,
        "No installed app with label 'nowhere'.",
        {"app_label": "nowhere"},
    )


def test_an_app_has_to_have_migrations(loader):
    assert refusal(check_app_for_migrate, loader, "plain", run_syncdb=False) == (
        AppWithoutMigrationsError,
        "App 'plain' does not have migrations.",
        {"app_label": "plain"},
    )


def test_an_app_whose_tables_are_to_be_created_may_not_have_any(loader):
    assert refusal(check_app_for_migrate, loader, "library", run_syncdb=True) == (
        AppWithMigrationsError,
        "Can't use run_syncdb with app 'library' as it has migrations.",
        {"app_label": "library"},
    )


def test_the_beginning_of_two_names_is_neither(loader):
    assert refusal(find_migration, loader, "library", "0001") == (
        AmbiguityError,
        "More than one migration matches '0001' in app 'library'. Please be more specific.",
        {"app_label": "library", "prefix": "0001", "names": ("0001_a", "0001_b")},
    )


def test_a_name_that_no_migration_has_is_told_with_a_hint(loader):
    assert refusal(find_migration, loader, "library", "0009", hint=" Is it there?") == (
        UnknownMigrationError,
        "Cannot find a migration matching '0009' from app 'library'. Is it there?",
        {"app_label": "library", "name": "0009"},
    )


def test_a_migration_is_gone_to_by_the_beginning_of_its_name(loader):
    assert resolve_targets(loader, "library", "0001_b") == Targets(
        [("library", "0001_b")], migration_named=True
    )
