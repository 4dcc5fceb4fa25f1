"""Models that bear their last names from the beginning, and what else is folded further than Django folds."""

from __future__ import annotations

import pytest
from django.db import models

from migrations_core import operations as ops
from migrations_core.optimizer import MigrationOptimizer
from migrations_core.optimizer.renamings import optimize_with_renamings
from migrations_core.state import ProjectState
from tests.autodetector.builders import written

KEY = ("id", models.BigAutoField(primary_key=True))


def link(to: str, **options) -> models.ForeignKey:
    return models.ForeignKey(to, models.CASCADE, null=True, **options)


def optimized(listed) -> list:
    found = optimize_with_renamings(listed, "shop")
    assert state_after(found) == state_after(listed)
    return written(found)


def state_after(listed) -> ProjectState:
    state = ProjectState()
    for operation in listed:
        operation.state_forwards("shop", state)
    return state


BOOK = ops.CreateModel("Book", [KEY], options={"indexes": []})


def test_what_refers_to_the_model_calls_it_by_its_new_name():
    listed = [
        BOOK,
        ops.CreateModel("Page", [KEY, ("book", link("shop.book"))]),
        ops.CreateModel("Novel", [], options={"proxy": True}, bases=("shop.book",)),
        ops.RenameModel("Book", "Work"),
    ]

    assert optimized(listed) == written(
        [
            ops.CreateModel("Work", [KEY], options={"indexes": []}),
            ops.CreateModel("Page", [KEY, ("book", link("shop.Work"))]),
            ops.CreateModel("Novel", [], options={"proxy": True}, bases=("shop.work",)),
        ]
    )


def test_what_was_done_to_the_model_is_done_under_its_new_name_and_folded():
    listed = [
        BOOK,
        ops.CreateModel("Page", [KEY, ("book", link("shop.book"))]),
        ops.AddField("book", "first", link("shop.page", related_name="+")),
        ops.AddIndex("book", models.Index(fields=["first"], name="i")),
        ops.RenameModel("Book", "Work"),
        ops.RemoveIndex("work", "i"),
    ]

    assert optimized(listed) == written(
        [
            ops.CreateModel("Work", [KEY], options={"indexes": []}),
            ops.CreateModel("Page", [KEY, ("book", link("shop.Work"))]),
            ops.AddField("work", "first", link("shop.page", related_name="+")),
        ]
    )


def test_several_renamings_of_models_that_refer_to_each_other_all_go():
    listed = [
        BOOK,
        ops.CreateModel("Page", [KEY, ("book", link("shop.book"))]),
        ops.RenameModel("Page", "Leaf"),
        ops.RenameModel("Book", "Work"),
        ops.AddField("leaf", "work", link("shop.work", related_name="+")),
        ops.RenameModel("Work", "Opus"),
    ]

    assert [each.describe() for each in optimize_with_renamings(listed, "shop")] == [
        "Create model Opus",
        "Create model Leaf",
    ]
    assert optimized(listed)


@pytest.mark.parametrize(
    "between",
    [
        [ops.RunPython(ops.RunPython.noop)],
        [ops.RunSQL("SELECT 1")],
        [ops.CreateModel("Work", [KEY]), ops.DeleteModel("Work")],
        [ops.RenameModel("Page", "Work"), ops.RenameModel("Work", "Page")],
    ],
    ids=["code", "SQL", "another model of the name", "a renaming by way of the name"],
)
def test_it_stays_behind_what_may_mean_another_model_by_a_name(between):
    listed = [
        BOOK,
        ops.CreateModel("Page", [KEY, ("book", link("shop.book"))]),
        *between,
        ops.RenameModel("Book", "Work"),
    ]
    expected = MigrationOptimizer().optimize(listed, "shop")
    if any(isinstance(each, ops.RunPython | ops.RunSQL) for each in between):
        assert optimized(listed) == written(expected)
    assert state_after(optimize_with_renamings(listed, "shop")) == state_after(listed)


def test_a_model_that_was_created_elsewhere_is_renamed():
    listed = [ops.AddField("page", "book", link("shop.book")), ops.RenameModel("Book", "Work")]

    assert written(optimize_with_renamings(listed, "shop")) == written(listed)


def test_an_alteration_is_folded_past_an_addition_that_is_stuck():
    listed = [
        ops.CreateModel("Book", [KEY, ("title", models.TextField(db_index=True))]),
        ops.CreateModel("Page", [KEY, ("book", link("shop.book"))]),
        ops.AddField("book", "first", link("shop.page", related_name="+")),
        ops.AlterField("book", "title", models.TextField()),
    ]

    assert optimized(listed) == written(
        [
            ops.CreateModel("Book", [KEY, ("title", models.TextField())]),
            *listed[1:3],
        ]
    )


@pytest.mark.parametrize(
    "between",
    [
        [],
        [ops.AddIndex("book", models.Index(fields=["first"], name="other"))],
        [ops.AlterUniqueTogether("book", {("first", "title")})],
    ],
)
def test_what_goes_by_a_name_is_folded_past_what_is_stuck(between):
    title = ("title", models.TextField())
    indexes = [models.Index(fields=["title"], name=name) for name in ("i", "j")]
    check = models.CheckConstraint(condition=models.Q(title="a"), name="c")
    options = {"indexes": indexes, "constraints": [check]}
    page = ops.CreateModel("Page", [KEY, ("book", link("shop.book"))])
    first = ops.AddField("book", "first", link("shop.page", related_name="+"))
    listed = [
        ops.CreateModel("Book", [KEY, title], options=options),
        page,
        first,
        *between,
        ops.RenameIndex("book", old_name="i", new_name="k"),
        ops.RemoveIndex("book", "j"),
        ops.RemoveConstraint("book", "c"),
    ]

    left = {"indexes": [models.Index(fields=["title"], name="k")], "constraints": []}
    created = ops.CreateModel("Book", [KEY, title], options=left)
    assert optimized(listed) == written([created, page, first, *between])


def test_an_index_is_removed_before_a_proxy_is():
    index = models.Index(fields=["id"], name="i")
    proxy = ops.CreateModel("Novel", [], options={"proxy": True}, bases=("shop.book",))
    delete = ops.DeleteModel("Novel")
    listed = [
        ops.CreateModel("Book", [KEY], options={"indexes": [index]}),
        proxy,
        delete,
        ops.RemoveIndex("book", "i"),
    ]

    assert optimized(listed) == written([BOOK, proxy, delete])


@pytest.mark.parametrize(
    "others",
    [
        [],
        [ops.AddIndex("author", models.Index(fields=["best"], name="i"))],
        [ops.AlterUniqueTogether("author", {("best", "id")})],
        [ops.AddConstraint("author", models.UniqueConstraint(fields=["best"], name="u"))],
    ],
)
def test_a_foreign_key_is_altered_before_its_target_gets_another_field(others):
    """The primary key, to which it refers, is not the new one, whatever that waits for."""
    author = ops.CreateModel("Author", [KEY])
    book = ops.CreateModel("Book", [KEY, ("author", link("shop.author", db_index=False))])
    best = ops.AddField("author", "best", link("shop.book", related_name="+"))
    listed = [
        author,
        book.__replace__(fields=[KEY, ("author", link("shop.author"))]),
        best,
        *others,
        ops.AlterField("book", "author", link("shop.author", db_index=False)),
    ]

    assert optimized(listed) == written([author, book, best, *others])


def test_a_foreign_key_to_another_field_waits_until_that_is_unique():
    code = ops.AddField("author", "code", models.IntegerField())
    unique = ops.AddConstraint("author", models.UniqueConstraint(fields=["code"], name="u"))
    fields = [KEY, ("author", link("shop.author", to_field="code"))]
    listed = [
        ops.CreateModel("Book", [KEY]),
        code,
        unique,
        ops.AddField("book", *fields[1]),
    ]

    found = MigrationOptimizer().optimize(listed, "shop")

    assert written(found) == written([code, unique, ops.CreateModel("Book", fields)])


def test_a_renaming_of_an_index_lets_a_field_pass():
    rename = ops.RenameIndex("book", old_name="i", new_name="k")
    listed = [
        ops.AddField("book", "title", models.TextField()),
        rename,
        ops.AlterField("book", "title", models.CharField(max_length=9)),
    ]

    found = MigrationOptimizer().optimize(listed, "shop")

    added = ops.AddField("book", "title", models.CharField(max_length=9))
    assert written(found) == written([rename, added])


def test_a_field_that_is_removed_and_added_again_waits_for_its_removal():
    listed = [
        ops.CreateModel("Book", [KEY, ("title", models.TextField())]),
        ops.CreateModel("Page", [KEY, ("book", link("shop.book"))]),
        ops.AddField("book", "first", link("shop.page", related_name="+")),
        ops.RenameField("book", "title", "name"),
        ops.AddField("book", "title", models.TextField(default="")),
    ]

    assert optimized(listed)


def test_a_field_that_is_pointed_at_a_later_model_comes_after_that():
    created = ops.CreateModel("Page", [KEY, ("books", models.ManyToManyField("shop.book"))])
    book = ops.CreateModel("Book", [KEY, ("other", link("shop.shelf"))])
    shelf = ops.CreateModel("Shelf", [KEY])
    alter = ops.AlterField("book", "other", link("shop.page"))

    assert optimized([shelf, book, created, alter]) == written(
        [
            shelf,
            ops.CreateModel("Book", [KEY]),
            created,
            ops.AddField("book", "other", link("shop.page")),
        ]
    )


def test_an_index_of_the_creation_comes_after_the_field_that_it_names():
    options = {"indexes": [models.Index(fields=["other"], name="i")], "constraints": []}
    listed = [
        ops.CreateModel("Book", [KEY, ("other", models.IntegerField())], options=options),
        ops.CreateModel("Page", [KEY, ("books", models.ManyToManyField("shop.book"))]),
        ops.AlterField("book", "other", link("shop.page")),
    ]

    assert optimized(listed) == written(
        [
            ops.CreateModel("Book", [KEY], options={"indexes": [], "constraints": []}),
            listed[1],
            ops.AddField("book", "other", link("shop.page")),
            ops.AddIndex("book", options["indexes"][0]),
        ]
    )


def test_a_field_that_a_generated_one_is_built_on_stays_and_is_altered():
    total = models.GeneratedField(
        expression=models.F("other") + 1, output_field=models.IntegerField(), db_persist=True
    )
    listed = [
        ops.CreateModel("Book", [KEY, ("other", models.IntegerField()), ("total", total)]),
        ops.CreateModel("Page", [KEY, ("books", models.ManyToManyField("shop.book"))]),
        ops.AlterField("book", "other", link("shop.page")),
    ]

    assert optimized(listed) == written(listed)
