"""Questions are asked, and answers understood, exactly as in the installed Django."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import OutputWrapper
from django.db import models
from django.db.migrations import questioner as djangos
from django.db.models import NOT_PROVIDED

from migrations_core import questioner as ours
from migrations_core.exceptions import UnansweredQuestionError
from migrations_core.state import ModelState
from tests.apps_on_disk import Apps

OLD = ModelState("shop", "Author", [])
NEW = ModelState("shop", "Writer", [])

QUESTIONS: dict[str, tuple[Any, ...]] = {
    "ask_not_null_addition": ("title", "book"),
    "ask_not_null_alteration": ("title", "book"),
    "ask_auto_now_add_addition": ("created", "book"),
    "ask_unique_callable_default_addition": ("key", "book"),
    "ask_rename": ("book", "name", "title", models.CharField()),
    "ask_rename_model": (OLD, NEW),
    "ask_merge": ("shop",),
}

SCRIPTS: dict[str, list[Any]] = {
    "default": ["1", "'x'"],
    "default after mistakes": ["", "9", "one", "1", "", "nonsense", "1/0", "2 +", "7"],
    "now": ["1", "timezone.now().year and datetime.date(2026, 2, 3)"],
    "nothing but enter": ["1", "", "exit"],
    "leave the prompt": ["1", "exit"],
    "second choice": ["2"],
    "third choice": ["3", "1", "8"],
    "yes": ["y"],
    "yes in capitals": ["YES"],
    "no": ["no"],
    "enter": ["", "1", "'x'"],
    "unclear": ["perhaps", "y"],
}


def interview(
    module: Any, question: str, script: list[Any], monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, str]:
    """Ask a question, type a script; give the answer, or the exit status, and all that was shown."""
    typed = iter(script)

    def read(prompt: str = "") -> Any:
        line = next(typed)
        if isinstance(line, BaseException):
            raise line
        return line

    monkeypatch.setattr("builtins.input", read)
    shown = StringIO()
    interactive = module.InteractiveMigrationQuestioner(prompt_output=OutputWrapper(shown))
    try:
        answer = getattr(interactive, question)(*QUESTIONS[question])
    except SystemExit as leaving:
        answer = ("exit", leaving.code)
    except (StopIteration, KeyboardInterrupt) as end:
        answer = type(end)
    return answer, shown.getvalue()


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_conversation_is_the_one_that_django_leads(
    question: str, script: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = interview(djangos, question, script, monkeypatch)

    assert interview(ours, question, script, monkeypatch) == theirs


@pytest.mark.parametrize("way_out", [KeyboardInterrupt(), EOFError()])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_prompt_can_be_left(
    question: str, way_out: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, shown = interview(ours, question, [way_out], monkeypatch)

    assert answer == ("exit", 1)
    assert shown.endswith("\nCancelled.\n")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_dry_run_asks_what_it_asks_in_django(
    question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda: "y")

    answers = [
        getattr(
            module.InteractiveMigrationQuestioner(
                dry_run=True, prompt_output=OutputWrapper(StringIO())
            ),
            question,
        )(*QUESTIONS[question])
        for module in (ours, djangos)
    ]

    assert answers[0] == answers[1]


@pytest.mark.parametrize("verbosity", [0, 1])
@pytest.mark.parametrize("question", QUESTIONS)
def test_nobody_answers_as_nobody_does_in_django(question: str, verbosity: int) -> None:
    results = []
    for module in (ours, djangos):
        logged: list[str] = []
        silent = module.NonInteractiveMigrationQuestioner(verbosity=verbosity, log=logged.append)
        try:
            answer = getattr(silent, question)(*QUESTIONS[question])
        except SystemExit as leaving:
            answer = ("exit", leaving.code)
        results.append((answer, logged))

    assert results[0] == results[1]


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("question", ["ask_rename", "ask_rename_model", "ask_merge"])
def test_defaults_answer(question: str, default: bool) -> None:
    questioner = ours.MigrationQuestioner({question: default})

    assert getattr(questioner, question)(*QUESTIONS[question]) is default


def test_existing_rows_may_be_left_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    assert interview(ours, "ask_not_null_alteration", ["2"], monkeypatch)[0] is NOT_PROVIDED


def test_a_guess_is_refused_with_both_answers() -> None:
    strict = ours.StrictMigrationQuestioner()
    strict.app_label = "shop"

    with pytest.raises(UnansweredQuestionError) as raised:
        strict.ask_rename(*QUESTIONS["ask_rename"])

    assert str(raised.value) == (
        "Was field name of book renamed to title (a CharField), or was one removed with its data "
        "and the other one added?\n"
        "Answer at the prompt (without --noinput), or give --answers FILE a file with one of:\n"
        '    [renamed_fields]\n    "shop.book.name" = "title"  # renamed\n'
        '    [renamed_fields]\n    "shop.book.name" = false  # removed, and title added'
    )


def test_a_guess_about_a_model_is_refused_too() -> None:
    with pytest.raises(UnansweredQuestionError, match=r'"shop\.Author" = "Writer"  # renamed'):
        ours.StrictMigrationQuestioner().ask_rename_model(OLD, NEW)


def test_an_app_that_was_named_gets_its_first_migration() -> None:
    assert ours.MigrationQuestioner(specified_apps={"shop"}).ask_initial("shop")


@pytest.mark.parametrize(("files", "expected"), [({}, True), ({"0001.py": ""}, False)])
def test_an_app_with_an_empty_package_gets_its_first_migration(
    apps: Apps, files: dict[str, str], expected: bool
) -> None:
    apps.add("shop", files)

    with apps.installed():
        assert ours.MigrationQuestioner().ask_initial("shop") is expected


@pytest.mark.parametrize("module", [None, "nowhere.migrations"])
def test_an_app_without_a_package_gets_it_by_default_only(
    apps: Apps, tmp_path: Path, module: str | None
) -> None:
    apps.add("shop")

    with apps.installed(MIGRATION_MODULES={"shop": module}):
        assert [
            ours.MigrationQuestioner(defaults).ask_initial("shop")
            for defaults in (None, {"ask_initial": True})
        ] == [False, True]


def test_an_app_that_is_not_installed_gets_it_by_default_only() -> None:
    assert not ours.MigrationQuestioner().ask_initial("nowhere")
