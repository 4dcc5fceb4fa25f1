"""Migrating while another process does: what is said, and how it ends."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.faults.at_once import NAMES, Bank, bank
from tests.servers import demand_server
from tests.small_project import Project, migration

SLOW = """
    operations = [migrations.RunPython(linger)]
"""
LINGER = """
    import pathlib, time

    def linger(apps, editor):
        pathlib.Path("lingering").touch()
        while pathlib.Path("lingering").exists():
            time.sleep(0.05)

"""
WHO = r"process \d+ on \S+, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.add_app("slow", {"0001_initial": migration(SLOW, before=LINGER)})
    return project


@contextmanager
def being_migrated(project: Project) -> Iterator[Path]:
    """Have another process in the middle of a migration; it goes on when the file is deleted."""
    process = Bank(project, "sqlite", "").started("migrate")
    lingering = project.path / "lingering"
    try:
        until(lingering.exists)
        yield lingering
        lingering.unlink(missing_ok=True)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.communicate()


def until(condition) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    raise TimeoutError


def test_who_does_not_want_to_wait_fails_and_says_for_whom(project):
    with being_migrated(project):
        ran = project.manage("migrate", "--if-locked", "fail")

    assert (ran.status, ran.out) == (75, "")
    assert re.fullmatch(
        rf"CommandError: The database 'default' is being migrated by {WHO}\. Nothing was done; "
        r"run the command again later\.\n",
        ran.err,
    )


def test_who_skips_ends_well(project):
    with being_migrated(project):
        ran = project.manage("migrate", "--if-locked=skip")

    assert (ran.status, ran.err) == (0, "")
    assert re.fullmatch(
        rf"Another migrate of this database is running: {WHO}\. Skipped\.\n", ran.out
    )


def test_waiting_has_an_end_and_is_told_on_one_line(project):
    with being_migrated(project):
        ran = project.manage("migrate", "--lock-wait=2.5")

    assert ran.status == 75
    assert re.fullmatch(rf"Waiting for another migrate of this database: {WHO}\.\n", ran.out)
    assert re.search(r"It was waited for \d+ s\. Nothing was done", ran.err)


def test_who_waited_plans_with_what_is_applied_then(project):
    with being_migrated(project) as lingering:
        waiting = Bank(project, "sqlite", "").started("migrate", "-v0")
        time.sleep(1)
        assert waiting.poll() is None
        lingering.unlink()
        assert (waiting.communicate(timeout=60), waiting.returncode) == (("", ""), 0)

    assert project.applied() == [("slow", "0001_initial")]
    assert not (project.path / "db.sqlite3-migrate-lock").exists()


def test_plans_and_questions_do_not_wait(project):
    with being_migrated(project):
        assert project.manage("migrate", "--plan").status == 0
        assert project.manage("migrate", "--check").status == 1
        assert project.manage("showmigrations").status == 0


def test_the_setting_has_the_defaults(project):
    project.write_settings("MIGRATIONS_CORE = {'IF_LOCKED': 'fail'}")
    with being_migrated(project):
        assert project.manage("migrate").status == 75


@pytest.mark.parametrize("seconds", ["-1", "soon", "nan"])
def test_waiting_takes_a_number_of_seconds(project, seconds):
    ran = project.manage("migrate", f"--lock-wait={seconds}")

    assert ran.status == 2
    assert f"argument --lock-wait: invalid duration value: '{seconds}'" in ran.err


CALLS = """
    from django.core.management import call_command

    def migrate_again(apps, editor):
        call_command("migrate", "other", verbosity=0, database=editor.connection.alias)

"""
OTHER = """
    operations = [migrations.RunSQL("CREATE TABLE other (id integer)")]
"""


def test_a_migration_may_call_migrate(tmp_path):
    project = Project(tmp_path)
    project.add_app("other", {"0001_initial": migration(OTHER)})
    body = "operations = [migrations.RunPython(migrate_again)]"
    project.add_app("caller", {"0001_initial": migration(body, before=CALLS)})

    ran = project.manage("migrate", "--if-locked=fail", "-v0")

    assert (ran.status, ran.err) == (0, "Somebody else has applied other.0001_initial meanwhile.\n")
    assert sorted(project.applied()) == [("caller", "0001_initial"), ("other", "0001_initial")]


CONCURRENT = """
    atomic = False
    dependencies = [("bank", "0003_index")]
    operations = [AddIndexConcurrently("account", models.Index(fields=["balance"], name="by_balance"))]
"""
IMPORT = """
    from django.contrib.postgres.operations import AddIndexConcurrently

"""


def test_whoever_waits_does_not_hold_up_an_index_that_is_made_concurrently(tmp_path):
    demand_server("postgresql")
    with bank(tmp_path, "postgresql") as made:
        migrations = made.project.path / "bank" / "migrations"
        (migrations / "0004_concurrent.py").write_text(migration(CONCURRENT, before=IMPORT))
        started: list[subprocess.Popen[str]] = [made.started("migrate") for _ in range(3)]
        ends = [process.communicate(timeout=120)[1] for process in started]

        assert ends == ["", "", ""]
        assert made.result()[0] == [*NAMES, "0004_concurrent"]
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_balance'::regclass"
        assert made.rows(valid) == [(True,)]


TABLE = """
    operations = [migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True))])]
"""


@pytest.mark.parametrize("has_history", [False, True])
def test_a_writer_is_waited_for(tmp_path, has_history):
    project = Project(tmp_path)
    project.add_app("library", {"0001_initial": migration(TABLE)})
    if has_history:
        assert project.manage("migrate", "library", "zero").status == 0
    with closing(sqlite3.connect(project.database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        process = Bank(project, "sqlite", "").started("migrate", "-v0")
        until((tmp_path / "db.sqlite3-migrate-lock").exists)
        time.sleep(1.5)
        assert process.poll() is None
        writer.execute("COMMIT")

    assert (process.communicate(timeout=60), process.returncode) == (("", ""), 0)
    assert project.applied() == [("library", "0001_initial")]
