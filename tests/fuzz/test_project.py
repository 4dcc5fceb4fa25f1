"""Generated projects keep their meaning when names change and parts go away."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.fuzz.dice import Dice
from tests.fuzz.generate import new_project
from tests.fuzz.mutate import next_step
from tests.fuzz.project import Code, Entry, Field, Model, Project, Rename, Step
from tests.fuzz.refusals import reasons
from tests.fuzz.render import render

TITLE = Field(2, "title", "CharField", (("max_length", Code("60")),))
BY_TITLE = Entry("indexes", Code("models.Index(fields=['<0>'], name='ix1')", (2,)))
BOOK = Model(1, "alpha", "Book", fields=(TITLE,), entries=(BY_TITLE,))
PEN = Model(3, "beta", "Pen", fields=(Field(4, "book", "ForeignKey", to=1),))
PROJECT = Project((BOOK, PEN))


def models_of(project: Project, app: str) -> str:
    return render(project, "sqlite")[app].partition("import referred\n")[2].strip()


def test_an_index_follows_the_name_of_its_field() -> None:
    renamed = PROJECT.with_model(BOOK.with_field(replace(TITLE, name="name")))

    assert models_of(renamed, "alpha") == (
        "class Book(models.Model):\n"
        "    name = models.CharField(max_length=60)\n"
        "\n"
        "    class Meta:\n"
        "        indexes = [models.Index(fields=['name'], name='ix1')]"
    )


def test_a_removed_field_takes_along_what_mentions_it() -> None:
    assert models_of(PROJECT.without_field(2), "alpha") == "class Book(models.Model):\n    pass"


def test_a_removed_model_takes_along_what_points_at_it() -> None:
    assert PROJECT.without_model(1) == Project((replace(PEN, fields=()),))


WITH_KEY = PROJECT.with_model(
    BOOK.with_field(Field(5, "key", "UUIDField").set("primary_key", "True"))
)
NUMBER = Field(4, "book", "IntegerField")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (PROJECT, PROJECT.with_model(PEN.with_field(NUMBER)), set()),
        (WITH_KEY, WITH_KEY.with_model(PEN.with_field(NUMBER)), {"type"}),
        (PROJECT, PROJECT.with_model(PEN.with_field(replace(NUMBER, kind="TimeField"))), {"type"}),
        (PROJECT, PROJECT.with_model(PEN.with_field(replace(PEN.fields[0], to=3))), {"target"}),
        (PROJECT, WITH_KEY, {"key", "target", "type"}),
        (PROJECT, PROJECT.with_model(replace(BOOK, app="gamma")), {"moved", "target"}),
        (
            PROJECT,
            PROJECT.with_model(PEN.with_field(Field(4, "book", "ManyToManyField", to=1))),
            {"many-to-many"},
        ),
    ],
)
def test_only_changes_that_lose_rows_may_be_refused(
    before: Project, after: Project, expected: set[str]
) -> None:
    assert reasons(before, Step(after)) == expected


def test_what_was_said_to_be_renamed_may_not_be_refused() -> None:
    renamed = PROJECT.with_model(replace(BOOK, name="Tome"))

    assert reasons(PROJECT, Step(renamed, (Rename("alpha.book", "tome"),))) == set()
    assert reasons(PROJECT, Step(renamed)) == {"target"}


def test_a_seed_gives_the_same_projects_every_time() -> None:
    assert evolution() == evolution()


def evolution() -> list[Project]:
    dice = Dice(random.Random("1:1"), "postgresql")
    projects = [new_project(dice)]
    for _ in range(10):
        projects.append(next_step(dice, projects[-1]).project)
    return projects
