"""Who answers from a file, and the file."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.db.models import NOT_PROVIDED
from django.utils import timezone

from migrations_core.answers import AnswersQuestioner
from migrations_core.exceptions import AnswersFileError, UnansweredQuestionError
from migrations_core.state import ModelState

EVERYTHING = """\
[renamed_models]
"shop.Author" = "Writer"
"shop.Tag" = false

[renamed_fields]
"shop.Book.name" = "title"
"shop.Book.isbn" = false

[defaults]
"shop.Book.pages" = 100
"shop.Book.day" = 2026-02-03
"shop.Book.created" = { python = "timezone.now" }
"shop.Book.summary" = { ignore = true }

[unique_callable_defaults]
"shop.Book.key" = true

[merge]
shop = true

[initial]
blog = false
"""


class Answers:
    """An answers file, about to be used for an app."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, text: str, name: str = "answers.toml", **options: Any) -> AnswersQuestioner:
        path = self.folder / name
        path.write_text(text)
        questioner = AnswersQuestioner(str(path), **options)
        questioner.app_label = "shop"
        return questioner


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answers:
    monkeypatch.chdir(tmp_path)
    return Answers(Path())


def was_renamed(questioner: AnswersQuestioner, old: str, new: str) -> bool:
    return questioner.ask_rename("book", old, new, models.TextField())


def model_was_renamed(questioner: AnswersQuestioner, old: str, new: str) -> bool:
    return questioner.ask_rename_model(ModelState("shop", old, []), ModelState("shop", new, []))


def test_every_question_can_be_answered(answers: Answers) -> None:
    questioner = answers(EVERYTHING)

    assert {
        "models": [model_was_renamed(questioner, *names) for names in MODELS],
        "fields": [was_renamed(questioner, *names) for names in FIELDS],
        "defaults": [
            questioner.ask_not_null_addition("pages", "book"),
            questioner.ask_not_null_addition("day", "book"),
            questioner.ask_auto_now_add_addition("created", "book"),
            questioner.ask_not_null_alteration("summary", "book"),
        ],
        "unique": questioner.ask_unique_callable_default_addition("key", "book"),
        "merge": questioner.ask_merge("shop"),
        "initial": questioner.ask_initial("blog"),
    } == {
        "models": [True, False, False, False],
        "fields": [True, False, False, False],
        "defaults": [100, datetime.date(2026, 2, 3), timezone.now, NOT_PROVIDED],
        "unique": None,
        "merge": True,
        "initial": False,
    }


MODELS = [("Author", "Writer"), ("Author", "Poet"), ("Tag", "Label"), ("Person", "Writer")]
FIELDS = [("name", "title"), ("name", "label"), ("isbn", "number"), ("caption", "title")]


def test_json_says_the_same(answers: Answers) -> None:
    content = {"renamed_fields": {"shop.Book.name": "title"}, "merge": {"shop": True}}
    questioner = answers(json.dumps(content, indent=1), "answers.json")

    assert (was_renamed(questioner, "name", "title"), questioner.ask_merge("shop")) == (True, True)


@pytest.mark.parametrize("key", ["Book.name", '"book.name"', "shop.book.name"])
def test_names_may_be_written_without_app_or_quotes(answers: Answers, key: str) -> None:
    assert was_renamed(answers(f'[renamed_fields]\n{key} = "title"'), "name", "title")


def test_a_question_that_does_not_tell_its_app_finds_its_answer(answers: Answers) -> None:
    questioner = answers('[defaults]\n"shop.Book.pages" = 1')
    questioner.app_label = None

    assert questioner.ask_not_null_addition("pages", "book") == 1


def test_answers_that_were_not_needed_are_named(answers: Answers) -> None:
    questioner = answers('[defaults]\n"shop.Book.pages" = 1\n"shop.Book.pagse" = 2')
    questioner.ask_not_null_addition("pages", "book")

    assert questioner.unused_answers() == ["defaults: shop.Book.pagse"]


UNANSWERED = {
    "rename": (
        lambda questioner: was_renamed(questioner, "name", "title"),
        '    [renamed_fields]\n    "shop.book.name" = "title"  # renamed\n',
    ),
    "rename of a model": (
        lambda questioner: model_was_renamed(questioner, "Author", "Writer"),
        '    [renamed_models]\n    "shop.Author" = false  # removed, and Writer added',
    ),
    "default": (
        lambda questioner: questioner.ask_not_null_addition("pages", "book"),
        "What shall existing rows have in the new field shop.book.pages?\n"
        "answers.toml does not say. Add to it:\n    [defaults]\n"
        '    "shop.book.pages" = <value>, or { python = "timezone.now" }',
    ),
    "default for null": (
        lambda questioner: questioner.ask_not_null_alteration("pages", "book"),
        '"shop.book.pages" = <value>, or { python = "timezone.now" }, or { ignore = true }',
    ),
    "unique": (
        lambda questioner: questioner.ask_unique_callable_default_addition("key", "book"),
        '    [unique_callable_defaults]\n    "shop.book.key" = true',
    ),
    "merge": (lambda questioner: questioner.ask_merge("shop"), "    [merge]\n    shop = true"),
}


@pytest.mark.parametrize(("ask", "recipe"), UNANSWERED.values(), ids=UNANSWERED)
def test_a_question_without_an_answer_says_what_to_add(
    answers: Answers, ask: Any, recipe: str
) -> None:
    with pytest.raises(UnansweredQuestionError) as raised:
        ask(answers(""))

    assert recipe in str(raised.value)


def test_a_dry_run_needs_no_defaults(answers: Answers) -> None:
    questioner = answers("", dry_run=True)

    assert [
        questioner.ask_not_null_addition("pages", "book"),
        questioner.ask_unique_callable_default_addition("key", "book"),
    ] == [None, None]


BAD_FILES = {
    "no TOML": ("[defaults]\na =", "line 2: not valid TOML: Invalid value (at end of document)."),
    "unknown section": ("[merge]\n[renames]\n", "line 2: 'renames' is not a section; there are"),
    "answer outside a section": ("merge = true", "line 1: 'merge' is not a section; there are"),
    "not a name": (
        '[renamed_fields]\n"a.B.c" = 3',
        "line 2: 'a.B.c': expected the new name, or false if it was removed, not 3.",
    ),
    "not yes or no": ('[merge]\nshop = "yes"', "line 2: 'shop': expected true or false, not 'yes'"),
    "code that fails": (
        '[defaults]\n"a.B.c" = 1\n"a.B.d" = { python = "timezone.nwo" }',
        "line 3: 'a.B.d': AttributeError: module 'django.utils.timezone' has no attribute 'nwo'",
    ),
    "a call": (
        '[defaults]\n"a.B.c" = { python = "__import__(\'os\').getpid()" }',
        "line 2: 'a.B.c': expected a literal, a date, a decimal or a name such as timezone.now or shop.models.author, "
        "not \"__import__('os').getpid()\": an answer is data, no code is run.",
    ),
    "code": (
        '[defaults]\n"a.B.c" = { python = "[x for x in (1, 2)]" }',
        "line 2: 'a.B.c': expected a literal, a date, a decimal or a name such as timezone.now or shop.models.author, "
        "not '[x for x in (1, 2)]': an answer is data, no code is run.",
    ),
    "a module that is not there": (
        '[defaults]\n"a.B.c" = { python = "nowhere.default" }',
        "line 2: 'a.B.c': expected a literal, a date, a decimal or a name such as timezone.now",
    ),
    "strange default": (
        '[defaults]\n"a.B.c" = { python = "1", ignore = true }',
        "line 2: 'a.B.c': expected a value, { python = \"code\" } or { ignore = true }.",
    ),
}


@pytest.mark.parametrize(("text", "problem"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_with_the_line(answers: Answers, text: str, problem: str) -> None:
    with pytest.raises(AnswersFileError) as raised:
        answers(text)

    assert str(raised.value).startswith(f"answers.toml, {problem}")


def test_bad_json_is_refused_with_the_line(answers: Answers) -> None:
    with pytest.raises(AnswersFileError) as raised:
        answers('{\n"merge": {,}}', "answers.json")

    assert str(raised.value).startswith("answers.json, line 2: not valid JSON: Expecting property")


def test_json_that_is_no_object_is_refused(answers: Answers) -> None:
    with pytest.raises(AnswersFileError, match=r"answers\.json, line 1: expected sections"):
        answers("[]", "answers.json")


def test_a_file_of_another_kind_is_refused(answers: Answers) -> None:
    with pytest.raises(AnswersFileError, match=r"ends in \.toml or \.json"):
        answers("", "answers.yaml")


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(AnswersFileError, match=r"nowhere\.toml: cannot be read: .* No such file"):
        AnswersQuestioner("nowhere.toml")


def test_a_new_field_cannot_ignore_its_rows(answers: Answers) -> None:
    questioner = answers('[defaults]\n"shop.Book.pages" = { ignore = true }')

    with pytest.raises(AnswersFileError, match=r"answers\.toml, line 2: shop\.book\.pages is a ne"):
        questioner.ask_not_null_addition("pages", "book")


def test_two_answers_to_one_question_are_refused(answers: Answers) -> None:
    questioner = answers('[defaults]\n"a.Book.pages" = 1\n"b.Book.pages" = 2')
    questioner.app_label = None

    with pytest.raises(AnswersFileError, match=r"line 2: a\.Book\.pages and b\.Book\.pages could"):
        questioner.ask_not_null_addition("pages", "book")
