"""What an answers file states, against the names of two states."""

from __future__ import annotations

from django.db import models

from migrations_core.answers import AnswersQuestioner
from migrations_core.autodetector.answers import resolve
from migrations_core.autodetector.pair import Pair
from tests.state.builders import model, project

TEXT, NUMBER = models.TextField, models.IntegerField


def stated(folder, answers, before, after):
    """What is renamed, and what is objected to."""
    file = folder / "answers.toml"
    file.write_text(answers)
    questioner = AnswersQuestioner(str(file), dry_run=True)
    pair, _ = resolve(Pair(project(*before), project(*after)), questioner)
    problems = [problem.problem for problem in questioner.problems]
    return {**pair.model_renames, **pair.field_renames}, problems


def test_names_may_leave_out_the_app_and_be_in_any_case(tmp_path):
    before, after = [model("A", x=TEXT())], [model("B", y=NUMBER())]
    answers = '[renamed_models]\nA = "b"\n[renamed_fields]\n"a.X" = "Y"'

    assert stated(tmp_path, answers, before, after) == (
        {("shop", "b"): "a", ("shop", "b", "y"): "x"},
        [],
    )


def test_a_field_may_be_named_by_the_new_name_of_its_model(tmp_path):
    before, after = [model("A", x=TEXT())], [model("B", y=NUMBER())]
    answers = '[renamed_models]\n"shop.A" = "B"\n[renamed_fields]\n"shop.B.x" = "y"'

    assert stated(tmp_path, answers, before, after)[0][("shop", "b", "y")] == "x"


def test_a_name_that_several_apps_have_needs_the_app(tmp_path):
    before = [model("A"), model("A", app="depot")]
    after = [model("B", x=TEXT()), model("B", app="depot", x=TEXT())]

    assert stated(tmp_path, '[renamed_models]\nA = "B"', before, after) == (
        {},
        ["'A': this could be a model of several apps: give the app's label."],
    )


def test_two_cannot_become_one(tmp_path):
    before, after = [model("A", x=TEXT(), y=NUMBER())], [model("A", z=TEXT())]
    answers = '[renamed_fields]\n"A.x" = "z"\n"A.y" = "z"'

    assert stated(tmp_path, answers, before, after) == (
        {("shop", "a", "z"): "x"},
        ["'A.y': another field was renamed to z, too."],
    )


def test_what_has_no_table_is_not_renamed(tmp_path):
    proxy = {"bases": ("shop.box",), "options": {"proxy": True}}
    before, after = [model("Box"), model("A", **proxy)], [model("Box"), model("B", **proxy)]

    assert stated(tmp_path, '[renamed_models]\n"shop.A" = "B"', before, after) == (
        {},
        ["'shop.A': it has no table that migrations made, so that there is nothing to rename."],
    )
