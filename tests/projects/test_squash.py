"""Whole histories of real projects squashed, verified, applied and made permanent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.catalogue import WAGTAIL_PROJECT
from tests.projects.copies import Copy, copy_of_example, copy_of_wagtail
from tests.projects.walk import DJANGO

VERIFIED = "  Both ways lead to the same schema and the same data.\n"


@pytest.fixture
def example(tmp_path) -> Copy:
    return copy_of_example(tmp_path)


@pytest.fixture
def wagtail(tmp_path) -> Copy:
    return copy_of_wagtail(tmp_path)


@pytest.mark.slow
def test_the_history_of_the_example_project_becomes_one_migration_for_each_app(example):
    before = example.migrations()
    out = example.manage("squashmigrations", "--all", "--noinput", "--verify")

    assert VERIFIED in out
    new = example.migrations() - before
    assert sorted(path.split("/")[0] for path in new) == [
        "archive",
        "catalogue",
        "keywords",
        "people",
        "sales",
    ]
    for database in ("default", "archive"):
        # Django's own framework reads what was written, too.
        example.manage("migrate", "--database", database, framework=DJANGO)
    assert example.manage("makemigrations", "--check", framework=DJANGO) == "No changes detected\n"
    example.manage("finishsquash", "--noinput")
    assert example.migrations() == new
    assert "No migrations to apply." in example.manage("migrate")


@pytest.mark.slow
def test_the_history_of_wagtail_is_squashed(wagtail):
    before = wagtail.migrations()
    out = wagtail.manage("squashmigrations", "--all", "--noinput", "--verify")

    assert VERIFIED in out
    new = wagtail.migrations() - before
    # home.0002 has to run in front of wagtailcore.0053, and an operation of wagtailcore.0056 cannot be written.
    core = sorted(path for path in new if path.startswith("wagtail/migrations/"))
    assert [Path(path).name[:13] for path in core] == [
        "0001_squashed",
        "0053_locale_m",
        "0057_page_loc",
    ]
    others = [path.split("/migrations/")[0] for path in new if path not in core]
    assert len(others) == len(set(others))
    wagtail.manage("migrate", "--database", WAGTAIL_PROJECT.alias)
