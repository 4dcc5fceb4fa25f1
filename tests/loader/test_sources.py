import compileall
import zipfile

import pytest

from migrations_core.exceptions import BadMigrationError, MigrationImportError
from migrations_core.loader import MigrationLoader
from tests.apps_on_disk import migration


def names(apps, **settings):
    """Return what a loader finds: names of migrations by app label."""
    with apps.installed(**settings):
        loader = MigrationLoader(None)
        found = {label: [] for label in sorted(loader.migrated_apps)}
        for label, name in loader.disk_migrations:
            found[label].append(name)
        return found


def refusal(apps, **settings) -> BadMigrationError:
    with apps.installed(**settings), pytest.raises(BadMigrationError) as caught:
        MigrationLoader(None)
    return caught.value


def test_every_module_is_a_migration_unless_its_name_says_otherwise(apps):
    files = {"0001_a.py": migration(), "0002_b.py": migration()}
    apps.add("shop", files | {"_tools.py": "", "~backup.py": "", "notes.txt": ""})

    assert names(apps) == {"shop": ["0001_a", "0002_b"]}


def test_a_namespace_package_holds_no_migrations(apps):
    (apps.add("shop", {"0001_a.py": migration()}) / "__init__.py").unlink()

    assert names(apps) == {}


def test_a_module_in_place_of_the_package_holds_no_migrations(apps):
    folder = apps.add("shop")
    (folder / "__init__.py").unlink()
    folder.rmdir()
    (apps.path / "shop" / "migrations.py").touch()

    assert names(apps) == {}


def test_the_setting_can_take_the_migrations_away(apps):
    apps.add("shop", {"0001_a.py": migration()})

    assert names(apps, MIGRATION_MODULES={"shop": None}) == {}


def test_the_setting_can_name_another_package(apps):
    apps.add("shop", {"0001_a.py": migration()})
    other = apps.path / "shop" / "other"
    other.mkdir()
    (other / "__init__.py").touch()
    (other / "0001_b.py").write_text(migration())

    assert names(apps, MIGRATION_MODULES={"shop": "shop.other"}) == {"shop": ["0001_b"]}


def test_a_package_that_the_setting_names_has_to_exist(apps):
    apps.add("shop")
    error = refusal(apps, MIGRATION_MODULES={"shop": "nowhere.migrations"})

    assert isinstance(error, ImportError)
    assert str(error) == (
        "The migrations package nowhere.migrations that MIGRATION_MODULES names for app shop cannot be imported: "
        "ModuleNotFoundError: No module named 'nowhere'"
    )


def test_a_package_that_does_not_exist_can_be_ignored(apps):
    apps.add("shop")

    with apps.installed(MIGRATION_MODULES={"shop": "nowhere.migrations"}):
        loader = MigrationLoader(None, ignore_no_migrations=True)

    assert loader.unmigrated_apps == {"shop"}


def test_an_import_that_fails_in_the_package_is_not_taken_for_a_missing_package(apps):
    (apps.add("shop") / "__init__.py").write_text("import elsewhere.migrations")

    assert isinstance(refusal(apps), MigrationImportError)


def test_compiled_migrations_do_without_their_source(apps):
    folder = apps.add("shop", {"0001_a.py": migration()})
    compileall.compile_dir(folder, quiet=1, legacy=True)
    for source in folder.glob("*.py"):
        source.unlink()

    assert names(apps) == {"shop": ["0001_a"]}


def test_a_migration_beside_its_compiled_file_is_one_migration(apps):
    compileall.compile_dir(apps.add("shop", {"0001_a.py": migration()}), quiet=1, legacy=True)

    assert names(apps) == {"shop": ["0001_a"]}


def test_migrations_can_come_from_an_archive(apps, monkeypatch):
    with zipfile.ZipFile(apps.path / "apps.zip", "w") as archive:
        archive.writestr("zipped/__init__.py", "")
        archive.writestr("zipped/migrations/__init__.py", "")
        archive.writestr("zipped/migrations/0001_a.py", migration())
    monkeypatch.syspath_prepend(apps.path / "apps.zip")
    apps.labels.append("zipped")

    assert names(apps) == {"zipped": ["0001_a"]}


def test_files_that_were_added_are_found_by_the_next_loader(apps):
    folder = apps.add("shop", {"0001_a.py": migration()})
    with apps.installed():
        MigrationLoader(None)
        (folder / "0002_b.py").write_text(migration())

        assert ("shop", "0002_b") in MigrationLoader(None).disk_migrations


def test_a_stale_compiled_file_is_named(apps):
    (apps.add("shop") / "0001_a.pyc").write_bytes(b"\x00" * 16)
    error = refusal(apps)

    assert isinstance(error, ImportError)
    assert str(error).startswith(
        "Couldn't import 'shop.migrations.0001_a' as it appears to be a stale .pyc file."
    )


def test_a_syntax_error_is_named_with_file_and_line(apps):
    folder = apps.add("shop", {"0001_a.py": "x = 1\ny = (\n"})
    error = refusal(apps)

    assert (error.migration, error.file, error.line) == (
        ("shop", "0001_a"),
        str(folder / "0001_a.py"),
        2,
    )
    assert isinstance(error.__cause__, SyntaxError)


def test_an_exception_in_a_file_is_named_with_the_line_of_the_file(apps):
    text = "import json\n\n\njson.loads('{')\n"
    folder = apps.add("shop", {"0001_a.py": text})
    error = refusal(apps)

    assert str(error) == (
        f"Migration shop.0001_a cannot be imported ({folder / '0001_a.py'}, line 4): JSONDecodeError: "
        "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"
    )
    assert error.__cause__.__class__.__name__ == "JSONDecodeError"


def test_an_import_error_in_a_file_stays_one(apps):
    apps.add("shop", {"0001_a.py": "import nowhere\n"})
    error = refusal(apps)

    assert isinstance(error, ImportError)
    assert error.line == 1


def test_a_file_without_a_migration_is_refused(apps):
    folder = apps.add("shop", {"0001_a.py": ""})

    assert str(refusal(apps)) == (
        f"Migration 0001_a in app shop has no Migration class. Add one to {folder / '0001_a.py'}, or give the file a "
        "name that starts with an underscore if it is not a migration."
    )


def test_a_migration_has_to_be_a_class(apps):
    apps.add("shop", {"0001_a.py": "Migration = 1"})

    assert "has a Migration that is not a class" in str(refusal(apps))


def test_two_migrations_of_one_name_are_refused(apps):
    folder = apps.add("shop", {"0001_a.py": migration()})
    (folder / "0001_a").mkdir()
    (folder / "0001_a" / "__init__.py").touch()

    assert str(refusal(apps)).startswith(
        f"App shop has two migrations named 0001_a: the file {folder / '0001_a.py'} and the package beside it."
    )
