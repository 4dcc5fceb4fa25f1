"""Which new migrations are written when some are not."""

from __future__ import annotations

from dataclasses import replace

from django.db import models

from migrations_core.autodetector.reasons import Reason, Refusal
from migrations_core.migration import Migration
from migrations_core.operations import AddField, AlterField, CreateModel, DeleteModel, RemoveField
from migrations_core.workflows.detection import Detected
from migrations_core.workflows.halves import Needed
from migrations_core.workflows.write_policy import sort_changes
from tests.state.builders import model, project

LEAVES = {"shop": ("shop", "0007_last")}


def refusal(app_label: str, model_name: str) -> Refusal:
    return Refusal(Reason.THROUGH, app_label, model_name, None, "What.", "Why.", "Recipe.")


def changes(app_label: str, *operations, needs=()) -> dict[str, list[Migration]]:
    made = Migration("0008_new", app_label)
    made.operations = list(operations)
    made.dependencies = list(needs)
    return {app_label: [made]}


def foreign_key(to: str) -> AddField:
    return AddField("post", "link", models.ForeignKey(to, models.CASCADE, null=True))


def sort(detected: Detected):
    return sort_changes(detected, LEAVES, lambda app_label: False)


def test_without_a_refusal_everything_is_written():
    found = changes("blog", foreign_key("shop.Book"))

    assert sort(Detected(found)).written == found


def test_the_app_of_a_refused_change_is_not_written():
    refused = changes("shop", AlterField("book", "authors", models.TextField()))
    written = changes("blog", foreign_key("shop.Book"))
    result = sort(Detected(refused | written, (refusal("shop", "book"),)))

    assert (result.written, result.refused) == (written, refused)
    assert result.refusals == (refusal("shop", "book"),)


def test_no_app_with_a_part_of_a_refused_change_is_written():
    moved = replace(refusal("shop", "book"), others=(("depot", "book"), ("blog", "post")))
    created, deleted = CreateModel("Book", []), DeleteModel("Book")
    found = (
        changes("shop", created)
        | changes("depot", deleted)
        | changes("blog", AlterField("entry", "title", models.TextField()))
    )
    result = sort(Detected(found, (moved,)))

    assert (sorted(result.refused), sorted(result.written)) == (["depot", "shop"], ["blog"])


def test_what_needs_nothing_new_from_it_depends_on_its_last_migration():
    refused = changes("shop", AlterField("book", "authors", models.TextField()))
    written = changes("blog", foreign_key("shop.Book"), needs=[("shop", "0008_new")])
    result = sort(Detected(refused | written, (refusal("shop", "book"),)))

    assert result.waiting == {}
    assert result.written["blog"][0].dependencies == [("shop", "0007_last")]


def test_what_builds_on_it_waits_and_so_does_what_builds_on_that():
    refused = changes("shop", CreateModel("Shelf", []))
    waiting = changes("blog", foreign_key("shop.Shelf"), needs=[("shop", "0008_new")])
    also_waiting = changes("news", foreign_key("blog.Post"), needs=[("blog", "0008_new")])
    result = sort(Detected(also_waiting | waiting | refused, (refusal("shop", "shelf"),)))

    assert result.written == {}
    assert result.waiting == {
        "blog": ("shop", waiting["blog"]),
        "news": ("blog", also_waiting["news"]),
    }


def test_a_refused_change_that_no_operation_is_about_is_only_told():
    found = changes("shop", AddField("author", "name", models.TextField()))
    result = sort(Detected(found, (refusal("shop", "book"),)))

    assert (result.written, result.refusals) == (found, ())
    assert result.notices == (refusal("shop", "book"),)


BEFORE = project(
    model("Book"),
    model("Post", app="news"),
    model("Copy", app="blog", book=models.ForeignKey("shop.book", models.CASCADE, null=True)),
)


def test_a_model_is_not_deleted_while_the_removal_of_what_refers_to_it_is_held_back():
    deletion = changes("shop", DeleteModel("Book"), needs=[("blog", "0008_new")])
    removal = changes("blog", RemoveField("copy", "book"))
    waiting = changes("news", foreign_key("shop.Shelf"), needs=[("shop", "0008_new")])
    detected = Detected(deletion | removal | waiting, (), BEFORE)

    leaves = {**LEAVES, "blog": ("blog", "0007_last")}
    together = sort_changes(detected, leaves, lambda app_label: False)
    assert (together.written, together.needed) == (detected.changes, {})

    apart = sort_changes(detected, leaves, lambda app_label: app_label == "blog")
    assert apart.needed == {"shop": Needed(("shop", "book"), ("blog", "copy"))}
    assert apart.written == waiting
    assert waiting["news"][0].dependencies == [("shop", "0007_last")]
