"""When squashed migrations cannot be made permanent, and what the refusal tells."""

from __future__ import annotations

import pytest
from django.db import connection as default

from migrations_core.exceptions import (
    ThirdPartyFilesError,
    UneditableFileError,
    UnfinishedSquashError,
)
from migrations_core.loader import MigrationLoader
from migrations_core.workflows.squash.finish import plan, refuse_unapplied, select
from tests.apps_on_disk import Apps, migration
from tests.told import refusal

SQUASH = ("library", "0001_squashed")
REPLACES = 'replaces = [("library", "0001_a")]'


def library(apps: Apps, **others: str) -> None:
    apps.add(
        "library",
        {
            "0001_a.py": migration(),
            "0001_squashed.py": migration(REPLACES, "operations = []"),
            **{f"{name}.py": text for name, text in others.items()},
        },
    )


def test_files_of_installed_packages_are_not_written(apps: Apps):
    apps.labels.append("django.contrib.contenttypes")
    with apps.installed():
        assert refusal(select, MigrationLoader(None), ["contenttypes"]) == (
            ThirdPartyFilesError,
            "App 'contenttypes' came with an installed package, whose files are never written.",
            {"app_label": "contenttypes"},
        )


@pytest.mark.django_db
def test_every_database_has_to_have_recorded_them():
    assert refusal(refuse_unapplied, [SQUASH], [default.alias]) == (
        UnfinishedSquashError,
        "Nothing was changed, because a database may still need the replaced migrations:\n"
        "  default: has not applied library.0001_squashed\n"
        "Run 'manage.py migrate --database ALIAS' for each of them first; --database limits which are asked.",
        {"migrations": (SQUASH,), "databases": ("default",)},
    )


def test_a_list_that_is_computed_cannot_be_rewritten(apps: Apps):
    library(apps, **{"0002_b": migration('dependencies = [("library", "0001_a")] + []')})
    path = str(apps.path / "library/migrations/0002_b.py")
    with apps.installed():
        assert refusal(plan, MigrationLoader(None), [SQUASH]) == (
            UneditableFileError,
            f"{path} names migrations that would be deleted in a list that is computed or inherited. Write the list "
            "out, or change it by hand, and run finishsquash again.",
            {"migrations": (("library", "0001_a"),), "file": path},
        )


def test_code_that_another_file_imports_cannot_be_deleted(apps: Apps):
    library(
        apps,
        **{"0002_b": migration('code = "library.migrations.0001_a"')},
    )
    path = str(apps.path / "library/migrations/0002_b.py")
    with apps.installed():
        assert refusal(plan, MigrationLoader(None), [SQUASH]) == (
            UneditableFileError,
            f"{path} imports library.migrations.0001_a, which would be deleted. Move what it needs of that elsewhere.",
            {"migrations": (("library", "0001_a"),), "file": path},
        )


def test_a_migration_without_a_file_cannot_be_deleted(apps: Apps):
    library(apps)
    with apps.installed():
        loader = MigrationLoader(None)
        type(loader.disk_migrations["library", "0001_a"]).__module__ = "gone"
        kind, message, facts = refusal(plan, loader, [SQUASH])

    assert (kind, message, facts["migrations"]) == (
        UneditableFileError,
        "The file of library.0001_a cannot be found, so it cannot be deleted.",
        (("library", "0001_a"),),
    )


def test_a_class_from_elsewhere_is_not_deleted_for_the_sake_of_a_migration(apps: Apps):
    library(apps)
    (apps.path / "library/common.py").write_text(migration())
    (apps.path / "library/migrations/0001_a.py").write_text("from library.common import Migration")
    path = str(apps.path / "library/common.py")
    with apps.installed():
        assert refusal(plan, MigrationLoader(None), [SQUASH]) == (
            UneditableFileError,
            f"library.0001_a takes its class from {path}, which may have other uses, so nothing of it can be deleted. "
            "Write the migration out in a file of its own, and run finishsquash again.",
            {"migrations": (("library", "0001_a"),), "file": path},
        )
