"""New migrations as files."""

from __future__ import annotations

import os

import pytest

from migrations_core.exceptions import UnwritableFileError, UsageError
from migrations_core.migration import Migration
from migrations_core.workflows.make import (
    MigrationFile,
    empty_migrations,
    migration_file,
    refuse_migration_name,
    relative_path,
    remove_replaced,
    unknown_apps,
    write_migrations,
)
from tests.apps_on_disk import Apps
from tests.told import refusal


def file(path, text="new", *, needs_manual_porting=False) -> MigrationFile:
    return MigrationFile(Migration("0001_a", "shop"), str(path), text, needs_manual_porting)


def test_the_folder_of_a_new_file_becomes_a_package(tmp_path):
    (tmp_path / "there").mkdir()
    write_migrations([file(tmp_path / "there" / "0001_a.py"), file(tmp_path / "new" / "0001_a.py")])

    assert sorted(os.listdir(tmp_path / "there")) == ["0001_a.py", "__init__.py"]
    assert sorted(os.listdir(tmp_path / "new")) == ["0001_a.py", "__init__.py"]


def test_all_files_are_written_or_none(tmp_path):
    (tmp_path / "no_folder").touch()
    files = [file(tmp_path / "new" / "0001_a.py"), file(tmp_path / "no_folder" / "0001_a.py")]
    with pytest.raises(UnwritableFileError):
        write_migrations(files)

    assert os.listdir(tmp_path) == ["no_folder"]


def test_a_file_that_was_replaced_goes(tmp_path):
    old = tmp_path / "old.py"
    old.touch()

    assert remove_replaced([file(tmp_path / "a.py")], {"shop": str(old)}) == {"shop": str(old)}
    assert not old.exists()


def test_a_file_with_functions_to_copy_stays(tmp_path):
    old = tmp_path / "old.py"
    old.touch()
    remove_replaced([file(tmp_path / "a.py", needs_manual_porting=True)], {"shop": str(old)})

    assert old.exists()


def test_a_path_is_shown_as_seen_from_the_current_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert relative_path(str(tmp_path / "shop" / "a.py")) == os.path.join("shop", "a.py")
    assert relative_path(str(tmp_path.parent / "a.py")) == str(tmp_path.parent / "a.py")


def test_a_file_need_not_have_its_text(apps: Apps):
    folder = apps.add("shop")
    with apps.installed():
        made = migration_file(Migration("0001_a", "shop"), include_header=True, with_text=False)

    assert (made.path, made.name, made.text) == (str(folder / "0001_a.py"), "0001_a.py", "")


def test_an_empty_migration_needs_an_app():
    assert refusal(empty_migrations, set()) == (
        UsageError,
        "You must supply at least one app label when using --empty.",
        {"option": "--empty"},
    )


def test_a_name_has_to_be_one_of_a_module():
    assert refusal(refuse_migration_name, "a name") == (
        UsageError,
        "The migration name must be a valid Python identifier.",
        {"option": "--name"},
    )


def test_unknown_apps_are_named(settings):
    settings.INSTALLED_APPS = ["django.contrib.auth"]

    assert unknown_apps(["auth", "shop"]) == ["No installed app with label 'shop'."]
