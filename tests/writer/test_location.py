"""Where an app's migrations belong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from migrations_core.exceptions import NoPlaceForMigrationsError
from migrations_core.migration import Migration
from migrations_core.writer import MigrationWriter
from tests.apps_on_disk import Apps


def path() -> str:
    return MigrationWriter(Migration("0001_initial", "shop")).path


def test_it_is_the_package_that_is_there(apps: Apps) -> None:
    folder = apps.add("shop")

    with apps.installed():
        assert path() == str(folder / "0001_initial.py")


def test_it_is_below_the_app_when_the_package_is_missing(apps: Apps) -> None:
    folder = apps.add("shop")
    shutil.rmtree(folder)

    with apps.installed():
        assert path() == str(folder / "0001_initial.py")
        assert not folder.exists()


def test_it_is_below_the_nearest_parent_of_a_package_that_a_setting_names(
    apps: Apps, tmp_path: Path
) -> None:
    apps.add("shop")
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "__init__.py").touch()

    with apps.installed(MIGRATION_MODULES={"shop": "project.all_migrations.shop"}):
        assert path() == str(tmp_path / "project" / "all_migrations" / "shop" / "0001_initial.py")
        assert not (tmp_path / "project" / "all_migrations").exists()


def test_there_is_none_when_nothing_of_the_package_can_be_imported(apps: Apps) -> None:
    apps.add("shop")

    with (
        apps.installed(MIGRATION_MODULES={"shop": "nowhere.migrations"}),
        pytest.raises(NoPlaceForMigrationsError, match=r"package nowhere\.migrations\."),
    ):
        path()


def test_there_is_none_when_a_setting_disables_migrations(apps: Apps) -> None:
    apps.add("shop")

    with (
        apps.installed(MIGRATION_MODULES={"shop": None}),
        pytest.raises(NoPlaceForMigrationsError, match="have been disabled via the MIGRATION_MODU"),
    ):
        path()
