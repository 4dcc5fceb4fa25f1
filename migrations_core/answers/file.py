"""An answers file: read, checked, and each answer found again with its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.db.models import NOT_PROVIDED

from migrations_core.answers.values import NotDataError, value_of
from migrations_core.exceptions import AnswersFileError
from migrations_core.names import said, text_of

Sections = dict[str, dict[str, Any]]

DEFAULT_KEYWORDS = {"python", "ignore"}


def read_answers(file: str, text: str) -> Sections:
    """Check the answers in the text of a file; defaults given as Python are read, not run."""
    return {
        section: {
            key: _checked(file, text, (section, key), value)
            for key, value in _flattened(answers).items()
        }
        for section, answers in _sections(file, text)
    }


def read(file: str) -> str:
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
            raise AnswersFileError(file, line_of(text, (section,)), problem)
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
    except Exception as error:  # whatever a module raises that a default is imported from
        is_ours = type(error) in (_NotAnAnswer, NotDataError)
        problem = text_of(error) if is_ours else said(error)
        raise AnswersFileError(file, line_of(text, path), f"'{key}': {problem}") from error


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
            return value_of(code)
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
    "accepted": _yes_or_no,
}
"""The sections that a file may have, and what turns a value into an answer."""


def is_meant(key: str, wanted: str) -> bool:
    """Tell whether two dotted names mean the same; either may leave out the app."""
    parts, wanted_parts = key.lower().split("."), wanted.lower().split(".")
    length = min(len(parts), len(wanted_parts))
    return abs(len(parts) - len(wanted_parts)) <= 1 and parts[-length:] == wanted_parts[-length:]


def line_of(text: str, path: tuple[str, ...]) -> int | None:
    """Find the line of a key: the parsers do not tell, but keys stand in the file in the order of the path."""
    lines, number = text.splitlines(), 0
    for name in path:
        number = next((at for at in range(number, len(lines)) if name in lines[at]), -1)
        if number < 0:
            return None
    return number + 1
