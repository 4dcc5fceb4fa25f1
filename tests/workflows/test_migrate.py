"""One run of ``migrate``: what it does in which order, what it tells, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps as registry
from django.db.models.signals import post_migrate, pre_migrate

from migrations_core.exceptions import ConflictingMigrationsError, UsageError
from migrations_core.recorder import MigrationRecorder
from migrations_core.workflows.migrate import Caller, Request, run
from migrations_core.workflows.progress import Forgetting, Forgotten, Pruning, Starting
from migrations_core.workflows.targets import Targets
from tests.apps_on_disk import Apps, migration
from tests.told import refusal

BOOK = (
    'operations = [migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True))])]'
)
SECOND = 'dependencies = [("library", "0001_a")]'
MODELS = """
from django.db import models

class Note(models.Model):
    id = models.BigAutoField(primary_key=True)
"""


@pytest.fixture
def library(apps: Apps) -> Iterator[Apps]:
    """An app of two migrations, and one without."""
    apps.add("library", {"0001_a.py": migration(BOOK), "0002_b.py": migration(SECOND)})
    folder = apps.add("plain")
    (folder / "__init__.py").unlink()
    (folder.parent / "models.py").write_text(MODELS)
    with apps.installed():
        yield apps
    # The next test imports a model of this name anew.
    del registry.all_models["plain"]


class Diary:
    """Everything that happens, as one list of words."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self.events: list[Any] = []

    def tell(self, event: Any) -> None:
        self.events.append(event)
        self.entries.append(type(event).__name__)

    def progress(self, action: str, migration: Any = None, fake: bool = False) -> None:
        self.entries.append(f"{action} {migration}" + (" faked" if fake else ""))

    @contextmanager
    def of_signals(self) -> Iterator[None]:
        def before(app_config: Any, plan: Any, **kwargs: Any) -> None:
            planned = ", ".join(str(each) for each, _ in plan)
            self.entries.append(f"pre_migrate {app_config.label}: {planned}")

        def after(app_config: Any, **kwargs: Any) -> None:
            self.entries.append(f"post_migrate {app_config.label}")

        pre_migrate.connect(before)
        post_migrate.connect(after)
        try:
            yield
        finally:
            pre_migrate.disconnect(before)
            post_migrate.disconnect(after)


def migrated(connection: Any, **wish: Any) -> Diary:
    diary = Diary()
    with diary.of_signals():
        diary.entries.append(
            "plan: " + ", ".join(str(each) for each, _ in _run(connection, diary, wish))
        )
    return diary


def _run(connection: Any, diary: Diary, wish: dict[str, Any]) -> Any:
    caller = Caller(stdout=None, tell=diary.tell, progress=diary.progress)
    return run(connection, Request(**wish), caller).plan


def recorded(connection: Any) -> list[str]:
    return [".".join(key) for key in MigrationRecorder(connection).applied_migrations()]


def test_signals_come_around_what_is_run(library, connection):
    diary = migrated(connection)

    assert diary.entries == [
        "Loaded",
        "Planned",
        "Starting",
        "pre_migrate plain: library.0001_a, library.0002_b",
        "Running",
        "apply_start library.0001_a",
        "apply_success library.0001_a",
        "apply_start library.0002_b",
        "apply_success library.0002_b",
        "post_migrate plain",
        "plan: library.0001_a, library.0002_b",
    ]
    assert recorded(connection) == ["library.0001_a", "library.0002_b"]


def test_signals_come_when_there_is_nothing_to_run(library, connection):
    migrated(connection)
    diary = migrated(connection, app_label="library")

    assert diary.entries == [
        "Loaded",
        "Planned",
        "Starting",
        "pre_migrate plain: ",
        "Running",
        "post_migrate plain",
        "plan: ",
    ]
    assert diary.events[2] == Starting(
        Targets([("library", "0002_b")], migration_named=False), to_sync=()
    )


def test_a_plan_is_told_and_nothing_done(library, connection):
    diary = migrated(connection, plan_only=True)

    assert diary.entries == ["Loaded", "Planned", "plan: library.0001_a, library.0002_b"]
    assert connection.introspection.table_names() == []


def test_apps_without_migrations_get_their_tables_between_signals_and_migrations(
    library, connection
):
    diary = migrated(connection, app_label="plain", run_syncdb=True)

    assert diary.entries == [
        "Loaded",
        "Planned",
        "Starting",
        "pre_migrate plain: ",
        "Synchronizing",
        "Running",
        "post_migrate plain",
        "plan: ",
    ]
    assert diary.events[2] == Starting(Targets([], migration_named=False), to_sync=("plain",))
    assert "plain_note" in connection.introspection.table_names()


def test_what_has_no_file_is_forgotten_and_nothing_applied(library, connection):
    recorder = MigrationRecorder(connection)
    recorder.record_applied("library", "0000_gone")
    diary = migrated(connection, app_label="library", prune=True)

    gone = ("library", "0000_gone")
    assert diary.entries == [
        "Loaded",
        "Pruning",
        "Forgetting",
        "Forgotten",
        "Planned",
        "plan: library.0001_a, library.0002_b",
    ]
    assert diary.events[2:4] == [Forgetting(gone), Forgotten(gone)]
    assert recorded(connection) == []


def test_nothing_is_forgotten_that_a_squashed_migration_is_judged_by(apps, connection):
    replaces = 'replaces = [("library", "0000_gone"), ("library", "0000_too")]'
    apps.add("library", {"0001_squashed.py": migration(BOOK, replaces)})
    MigrationRecorder(connection).record_applied("library", "0000_gone")
    MigrationRecorder(connection).record_applied("library", "0000_too")
    with apps.installed():
        diary = migrated(connection, app_label="library", prune=True)

    told = diary.events[1]
    assert isinstance(told, Pruning)
    assert told.prunable.needed_by == [("library", "0001_squashed")]
    assert recorded(connection) == ["library.0000_gone", "library.0000_too"]


def test_an_app_has_to_be_named_to_forget(library, connection):
    assert refusal(run, connection, Request(prune=True), Caller(stdout=None)) == (
        UsageError,
        "Migrations can be pruned only when an app is specified.",
        {"option": "--prune"},
    )


def test_branches_are_refused_before_anything_is_told(apps, connection):
    apps.add("library", {"0001_a.py": migration(), "0001_b.py": migration()})
    diary = Diary()
    with apps.installed():
        caller = Caller(stdout=None, tell=diary.tell)
        kind, _, facts = refusal(run, connection, Request(), caller)

    assert (kind, facts) == (
        ConflictingMigrationsError,
        {"leaves": {"library": ("0001_a", "0001_b")}},
    )
    assert diary.events == []


def test_the_history_is_read_inside_of_the_run(library, connection):
    caller = Caller(stdout=None)
    MigrationRecorder(connection).ensure_schema()
    first = run(connection, Request(), caller)
    second = run(connection, Request(), caller)

    assert [len(report.loader.applied_migrations) for report in (first, second)] == [0, 2]
