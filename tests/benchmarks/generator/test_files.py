"""Generated projects: the same for the same seed, as large as wanted, with everything in them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.generator import Size, generate
from benchmarks.generator.files import draft_history

SIZE = Size(apps=4, models=3, migrations=8, squashes=True)

OPERATIONS = {
    "AddConstraint",
    "AddField",
    "AddIndex",
    "AlterField",
    "AlterModelOptions",
    "AlterUniqueTogether",
    "CreateModel",
    "RemoveField",
    "RemoveIndex",
    "RenameField",
    "RunPython",
}


def written(size: Size, directory: Path) -> dict[str, str]:
    generate(size, directory)
    return {str(p.relative_to(directory)): p.read_text() for p in directory.rglob("*.py")}


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    assert written(SIZE, tmp_path / "one") == written(SIZE, tmp_path / "two")


def test_another_seed_gives_another_project(tmp_path: Path) -> None:
    other = written(replace(SIZE, seed=2), tmp_path / "two")

    assert written(SIZE, tmp_path / "one") != other


def test_squashes_are_added_to_the_same_history(tmp_path: Path) -> None:
    without = written(replace(SIZE, squashes=False), tmp_path / "without")
    with_squashes = written(SIZE, tmp_path / "with")

    added = {path for path in with_squashes if path not in without}
    assert len(added) == SIZE.apps
    assert all("/0001_squashed_0004_" in path for path in added)
    assert {path: with_squashes[path] for path in without} == without


def test_there_are_as_many_models_and_migrations_as_wanted(tmp_path: Path) -> None:
    files = written(replace(SIZE, squashes=False), tmp_path)

    models = sum(text.count("(models.Model)") for text in files.values())
    migrations = [path for path in files if "/migrations/0" in path]
    assert (models, len(migrations)) == (SIZE.all_models, SIZE.all_migrations)


@pytest.fixture(scope="module")
def long_history() -> str:
    history = draft_history(Size(apps=4, models=5, migrations=40))
    return "\n".join(o for app in history.drafts for draft in app for o in draft.operations)


def test_a_long_history_has_every_kind_of_operation(long_history: str) -> None:
    assert set(re.findall(r"migrations\.([A-Z]\w+)\(", long_history)) == OPERATIONS


def test_fields_are_added_with_and_without_lasting_defaults(long_history: str) -> None:
    found = Counter(re.findall(r"preserve_default=False|ManyToManyField|ForeignKey", long_history))

    assert found.keys() == {"preserve_default=False", "ManyToManyField", "ForeignKey"}


def test_the_share_of_data_migrations_is_kept() -> None:
    histories = {share: draft_history(Size(3, 2, 20, data_share=share)) for share in (0.0, 1.0)}

    numbers = {
        share: sum(draft.name.endswith("_rows") for app in history.drafts for draft in app)
        for share, history in histories.items()
    }
    assert numbers[0.0] == 0
    assert numbers[1.0] > 3 * 15  # all but the ones that create models


def test_without_a_share_for_it_no_app_depends_on_another() -> None:
    history = draft_history(Size(4, 3, 10, cross_share=0.0))

    assert all(
        app == draft.app for a in history.drafts for draft in a for app, _ in draft.dependencies
    )


def operations_per_migration(text: str, step: int = 1) -> list[int]:
    history = draft_history(Size.parse(text))
    return [len(draft.operations) for drafts in history.drafts for draft in drafts[step:]]


def test_a_kind_of_project_is_written_behind_its_numbers() -> None:
    assert str(Size.parse("3x2x20+small+rows")) == "3x2x20+small+rows"
    with pytest.raises(ValueError, match="there are squashes, single, small, large, rows"):
        Size.parse("3x2x20+strange")


def test_migrations_have_as_many_operations_as_their_kind_says() -> None:
    assert set(operations_per_migration("3x1x20+single")) == {1}
    assert set(operations_per_migration("3x1x20+small")) <= {1, 2, 3}
    assert max(operations_per_migration("3x1x20+large")) >= 8


def test_functions_over_rows_may_look_back_and_delete() -> None:
    history = draft_history(Size.parse("3x4x60+rows"))
    functions = "".join(f for drafts in history.drafts for draft in drafts for f in draft.functions)

    assert ".delete()" in functions
    assert '.update(pk=models.F("pk"))' in functions


def test_models_may_be_narrow_or_wide_and_have_no_relations() -> None:
    def first(text: str) -> list[int]:
        history = draft_history(Size.parse(text))
        return [len(model.fields) for models in history.models for model in models]

    assert max(first("3x4x1+narrow+unrelated")) <= 3
    assert min(first("3x4x1+wide")) >= 20
