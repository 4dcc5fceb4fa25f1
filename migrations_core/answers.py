"""Answers to the autodetector's questions from a TOML or JSON file, for scripts. The format: docs/answers.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import NOT_PROVIDED

from migrations_core.exceptions import AnswersFileError, UnansweredQuestionError
from migrations_core.questioner import MigrationQuestioner, evaluate_default

if TYPE_CHECKING:
    from migrations_core.deconstruction import AnyField
    from migrations_core.state import ModelState

Sections = dict[str, dict[str, Any]]

UNANSWERED = object()

DEFAULT_KEYWORDS = {"python", "ignore"}


class AnswersQuestioner(MigrationQuestioner):
    """Answer from a file, and refuse what it says nothing about, naming what to add."""

    def __init__(
        self,
        file: str,
        specified_apps: Collection[str] | None = None,
        dry_run: bool | None = None,
    ) -> None:
        super().__init__(specified_apps=specified_apps, dry_run=dry_run)
        self.file = file
        self._text = _read(file)
        self._answers = read_answers(file, self._text)
        self._used: set[tuple[str, str]] = set()

    def unused_answers(self) -> list[str]:
        """Name the answers that no question was asked for, as ``section: key``; typing errors end up here."""
        return [
            f"{section}: {key}"
            for section, answers in self._answers.items()
            for key in answers
            if (section, key) not in self._used
        ]

    def ask_initial(self, app_label: str) -> bool:
        answer = self._find("initial", app_label)
        return super().ask_initial(app_label) if answer is UNANSWERED else answer

    def ask_merge(self, app_label: str) -> bool:
        answer = self._find("merge", app_label)
        if answer is UNANSWERED:
            question = f"Should the branches of the migrations of {app_label} be merged?"
            raise self._unanswered(question, "merge", f"{app_label} = true")
        return bool(answer)

    def ask_rename_model(self, old_model_state: ModelState, new_model_state: ModelState) -> bool:
        old = f"{old_model_state.app_label}.{old_model_state.name}"
        new = new_model_state.name
        answer = self._renamed_to("renamed_models", old, new)
        if answer is UNANSWERED:
            raise UnansweredQuestionError.about_rename(
                f"model {old} renamed to {new}", "renamed_models", (old, new)
            )
        return bool(answer)

    def ask_rename(
        self, model_name: str, old_name: str, new_name: str, field_instance: AnyField
    ) -> bool:
        old = self._key(model_name, old_name)
        answer = self._renamed_to("renamed_fields", old, new_name)
        if answer is UNANSWERED:
            raise UnansweredQuestionError.about_rename(
                f"field {old_name} of {model_name} renamed to {new_name}",
                "renamed_fields",
                (old, new_name),
            )
        return bool(answer)

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:
        question = "What shall existing rows have in the new field {}?"
        answer = self._default(field_name, model_name, question)
        if answer is NOT_PROVIDED:
            key = self._key(model_name, field_name)
            problem = f"{key} is a new field: its rows cannot do without a value (ignore = true)."
            raise AnswersFileError(self.file, self._line("defaults", key), problem)
        return answer

    def ask_not_null_alteration(self, field_name: str, model_name: str) -> Any:
        return self._default(
            field_name, model_name, "What shall rows get that have NULL in the field {}?"
        )

    def ask_auto_now_add_addition(self, field_name: str, model_name: str) -> Any:
        return self.ask_not_null_addition(field_name, model_name)

    def ask_unique_callable_default_addition(self, field_name: str, model_name: str) -> None:
        key = self._key(model_name, field_name)
        if self._find("unique_callable_defaults", key) is True or self.dry_run:
            return
        question = (
            f"The default of the new unique field {key} gives all existing rows one value. Shall "
            "this migration be the first step of one that gives them their own?"
        )
        raise self._unanswered(question, "unique_callable_defaults", f'"{key}" = true')

    def _default(self, field_name: str, model_name: str, question: str) -> Any:
        key = self._key(model_name, field_name)
        answer = self._find("defaults", key)
        if answer is not UNANSWERED:
            return answer
        if self.dry_run:
            return None
        example = f'"{key}" = <value>, or {{ python = "timezone.now" }}, or {{ ignore = true }}'
        raise self._unanswered(question.format(key), "defaults", example)

    def _key(self, model_name: str, name: str) -> str:
        return ".".join(part for part in (self.app_label, model_name, name) if part)

    def _find(self, section: str, wanted: str) -> Any:
        """Find an answer; a question that does not tell the app is answered for any app, if only one fits."""
        answers = self._answers.get(section, {})
        found = [key for key in answers if _is_meant(key, wanted)]
        if len(found) > 1:
            problem = f"{' and '.join(found)} could both answer {wanted}: give the app labels."
            raise AnswersFileError(self.file, _line_of(self._text, (section, found[0])), problem)
        if not found:
            return UNANSWERED
        self._used.add((section, found[0]))
        return answers[found[0]]

    def _renamed_to(self, section: str, old: str, new: str) -> Any:
        answer = self._find(section, old)
        if answer is not UNANSWERED:
            return answer is not False and answer.lower() == new.lower()
        # Not said of the old name, but the new one is somebody else's.
        parent = old.rpartition(".")[0]
        taken = any(
            _is_meant(key.rpartition(".")[0], parent) and value is not False and value == new
            for key, value in self._answers.get(section, {}).items()
        )
        return False if taken else UNANSWERED

    def _line(self, section: str, wanted: str) -> int | None:
        keys = [key for key in self._answers[section] if _is_meant(key, wanted)]
        return _line_of(self._text, (section, keys[0]))

    def _unanswered(self, question: str, section: str, example: str) -> UnansweredQuestionError:
        return UnansweredQuestionError(
            f"{question}\n{self.file} does not say. Add to it:\n    [{section}]\n    {example}"
        )


def read_answers(file: str, text: str) -> Sections:
    """Check the answers in the text of a file; defaults given as Python code are evaluated."""
    return {
        section: {
            key: _checked(file, text, (section, key), value)
            for key, value in _flattened(answers).items()
        }
        for section, answers in _sections(file, text)
    }


def _read(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AnswersFileError(file, None, f"cannot be read: {error}") from error


def _sections(file: str, text: str) -> list[tuple[str, dict[str, Any]]]:
    content = _parsed(file, text)
    if not isinstance(content, dict):
        raise AnswersFileError(file, 1, f"expected sections ({', '.join(CHECKS)}).")
    for section, answers in content.items():
        if section not in CHECKS or not isinstance(answers, dict):
            problem = f"'{section}' is not a section; there are {', '.join(CHECKS)}."
            raise AnswersFileError(file, _line_of(text, (section,)), problem)
    return list(content.items())


def _flattened(answers: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Undo what TOML makes of a dotted key without quotes: a table in a table."""
    flat: dict[str, Any] = {}
    for key, value in answers.items():
        if isinstance(value, dict) and not value.keys() & DEFAULT_KEYWORDS:
            flat |= _flattened(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _parsed(file: str, text: str) -> Any:
    import tomllib  # Every command imports this module, and hardly any reads a file.

    try:
        match Path(file).suffix:
            case ".json":
                return json.loads(text)
            case ".toml":
                return tomllib.loads(text)
    except json.JSONDecodeError as error:
        raise AnswersFileError(file, error.lineno, f"not valid JSON: {error.msg}.") from error
    except tomllib.TOMLDecodeError as error:
        message, _, line = str(error).partition(" (at line ")
        number = line.partition(",")[0]
        last = text.count("\n") + 1
        line_number = int(number) if number.isdigit() else last
        raise AnswersFileError(file, line_number, f"not valid TOML: {message}.") from error
    raise AnswersFileError(file, None, "the name of an answers file ends in .toml or .json.")


def _checked(file: str, text: str, path: tuple[str, str], value: Any) -> Any:
    section, key = path
    try:
        return CHECKS[section](value)
    except Exception as error:  # whatever the code of a default raises
        problem = str(error) if type(error) is _NotAnAnswer else f"{type(error).__name__}: {error}"
        raise AnswersFileError(file, _line_of(text, path), f"'{key}': {problem}") from error


class _NotAnAnswer(ValueError):
    """A value of the wrong kind."""


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _NotAnAnswer(f"expected true or false, not {value!r}.")
    return value


def _name_or_false(value: Any) -> str | bool:
    if value is False or (isinstance(value, str) and value.isidentifier()):
        return value
    raise _NotAnAnswer(f"expected the new name, or false if it was removed, not {value!r}.")


def _default_value(value: Any) -> Any:
    match value:
        case {"python": str() as code, **rest} if not rest:
            return evaluate_default(code)
        case {"ignore": True, **rest} if not rest:
            return NOT_PROVIDED
        case dict():
            raise _NotAnAnswer('expected a value, { python = "code" } or { ignore = true }.')
    return value


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "renamed_models": _name_or_false,
    "renamed_fields": _name_or_false,
    "defaults": _default_value,
    "unique_callable_defaults": _yes_or_no,
    "merge": _yes_or_no,
    "initial": _yes_or_no,
}
"""The sections that a file may have, and what turns a value into an answer."""


def _is_meant(key: str, wanted: str) -> bool:
    """Tell whether two dotted names mean the same; either may leave out the app."""
    parts, wanted_parts = key.lower().split("."), wanted.lower().split(".")
    length = min(len(parts), len(wanted_parts))
    return abs(len(parts) - len(wanted_parts)) <= 1 and parts[-length:] == wanted_parts[-length:]


def _line_of(text: str, path: tuple[str, ...]) -> int | None:
    """Find the line of a key: the parsers do not tell, but keys stand in the file in the order of the path."""
    lines, number = text.splitlines(), 0
    for name in path:
        number = next((at for at in range(number, len(lines)) if name in lines[at]), -1)
        if number < 0:
            return None
    return number + 1
