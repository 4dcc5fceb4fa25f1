"""Whether branches commute, and the migration that joins them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from migrations_core.autodetector import MigrationAutodetector
from migrations_core.exceptions import NoCommonAncestorError
from migrations_core.loader import MigrationLoader
from migrations_core.workflows.merge import Branch, Verdict, branches_of, judge, merge_migration
from tests.apps_on_disk import Apps, migration
from tests.told import refusal

BOOK = 'migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True)), ("title", models.TextField())])'
Load = Callable[..., MigrationLoader]


@pytest.fixture
def load(apps: Apps) -> Iterator[Load]:
    """Load a library with two branches, each given as its operation."""

    def add(one: str, other: str) -> MigrationLoader:
        second = 'dependencies = [("library", "0001_initial")]'
        files = {
            "0001_initial.py": migration(f"operations = [{BOOK}]"),
            "0002_one.py": migration(second, f"operations = [{one}]"),
            "0002_other.py": migration(second, f"operations = [{other}]"),
        }
        apps.add("library", files)
        context.append(apps.installed())
        context[0].__enter__()
        return MigrationLoader(None)

    context: list = []
    yield add
    context[0].__exit__(None, None, None)


def branches(loader: MigrationLoader) -> list[Branch]:
    return branches_of(loader, "library", ["0002_one", "0002_other"])


def verdict(loader: MigrationLoader) -> Verdict:
    return judge(loader, MigrationAutodetector, "library", branches(loader))


def add_field(name: str) -> str:
    return f'migrations.AddField("Book", "{name}", models.TextField(default=""))'


def test_a_branch_has_what_the_others_have_not(load):
    found = branches(load(add_field("isbn"), add_field("year")))

    assert [(branch.leaf.name, [op.name for op in branch.operations]) for branch in found] == [
        ("0002_one", ["isbn"]),
        ("0002_other", ["year"]),
    ]


def test_branches_about_different_fields_commute(load):
    assert verdict(load(add_field("isbn"), add_field("year"))) == Verdict(
        True, "in any order they give the same models"
    )


def test_a_field_that_one_renames_and_the_other_alters_is_a_conflict(load):
    loader = load(
        'migrations.AlterField("Book", "title", models.SlugField())',
        'migrations.RenameField("Book", "title", "name")',
    )

    assert str(verdict(loader)) == (
        "The branches do not commute: 0002_other before 0002_one cannot be applied in this order: library.book has no "
        "field named 'title'."
    )


def test_different_definitions_of_a_field_are_a_conflict(load):
    loader = load(
        'migrations.AlterField("Book", "title", models.SlugField())',
        'migrations.AlterField("Book", "title", models.EmailField())',
    )

    assert str(verdict(loader)) == (
        "The branches do not commute: 0002_one before 0002_other and 0002_other before 0002_one give different models: "
        "Alter field title on book."
    )


def test_a_field_that_both_add_is_a_conflict_though_the_models_are_the_same(load):
    assert verdict(load(add_field("isbn"), add_field("isbn"))) == Verdict(
        False,
        "0002_one before 0002_other cannot be applied in this order: 'Add field isbn to Book' finds it done already",
    )


def test_code_cannot_be_judged(load):
    loader = load(add_field("isbn"), 'migrations.RunSQL("SELECT 1")')

    assert verdict(loader) == Verdict(
        None,
        "in any order they give the same models; what they do to rows has to be judged by you: Raw SQL operation",
    )


def test_branches_without_a_common_beginning_are_refused(apps):
    apps.add("library", {"0001_one.py": migration(), "0001_other.py": migration()})
    with apps.installed():
        told = refusal(branches_of, MigrationLoader(None), "library", ["0001_one", "0001_other"])

    assert issubclass(NoCommonAncestorError, ValueError)
    assert told == (
        NoCommonAncestorError,
        "Could not find common ancestor of ['0001_one', '0001_other']",
        {"app_label": "library", "leaves": ("0001_one", "0001_other")},
    )


def test_the_merge_depends_on_all_branches_and_has_the_next_number(load):
    found = branches(load(add_field("isbn"), add_field("year")))
    merged = merge_migration("library", found, None, MigrationAutodetector.parse_number)

    assert (merged.name, merged.dependencies, merged.operations) == (
        "0003_merge_0002_one_0002_other",
        [("library", "0002_one"), ("library", "0002_other")],
        [],
    )


def test_a_merge_can_be_given_a_name(load):
    found = branches(load(add_field("isbn"), add_field("year")))
    merged = merge_migration("library", found, "together", MigrationAutodetector.parse_number)

    assert merged.name == "0003_together"
