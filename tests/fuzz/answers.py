"""Answer the questions of makemigrations: typed at its prompts, or in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from tests.fuzz import vocabulary as words
from tests.fuzz.project import RELATIONS, Field, Project, Rename, Step

RENAMED_MODEL = re.compile(r"Was the model (\S+) renamed to (\w+)\? \[y/N\] $")
RENAMED_FIELD = re.compile(r"Was (\w+)\.(\w+) renamed to \w+\.(\w+) \(a \w+\)\? \[y/N\] $")
LACKS_VALUE = re.compile(r"field '(\w+)' (?:with 'auto_now_add=True' )?(?:to|on) (\w+) ")
CHOICES = {
    "unique_callable_defaults": re.compile(r"Callable default on unique field (\w+)\.(\w+) "),
    "accepted": re.compile(r"the same value in the unique field (\w+)\.(\w+), "),
    "": re.compile(r" 1\) Provide a one-off default now"),
}
"""Questions with numbered answers, by the section where a file says yes to them; the last asks for a value next."""
Sections = dict[str, dict[str, Any]]


def renamed(answered: Sections) -> set[tuple[str, str]]:
    """Return what was answered with yes: old and new names."""
    sections = (answered.get(name, {}) for name in ("renamed_models", "renamed_fields"))
    return {(old, new) for section in sections for old, new in section.items() if new}


class UnknownQuestionError(Exception):
    """A command asked what nobody expected."""


@dataclass
class Typist:
    """Stands for standard input: reads what was printed last, types the answer, and remembers it for a file."""

    step: Step
    printed: StringIO
    sections: Sections = field(default_factory=dict)

    def readline(self) -> str:
        """Called by input(), once for each line that somebody is to type."""
        text = self.printed.getvalue()
        line = text.rpartition("\n")[2]
        if found := RENAMED_MODEL.search(line):
            return self._rename("renamed_models", found[1], found[2], Rename(found[1], found[2]))
        if found := RENAMED_FIELD.search(line):
            rename = Rename(found[2], found[3], found[1])
            return self._rename("renamed_fields", self._key(found[1], found[2]), found[3], rename)
        if line == "Select an option: ":
            return self._go_on(text)
        if line.endswith(">>> "):
            return self._value(text, line)
        raise UnknownQuestionError(text[-600:])

    def _rename(self, section: str, key: str, new: str, rename: Rename) -> str:
        lowered = Rename(rename.old.lower(), rename.new.lower(), rename.model.lower())
        yes = lowered in {Rename(r.old.lower(), r.new.lower(), r.model) for r in self.step.renames}
        answers = self.sections.setdefault(section, {})
        if yes or key not in answers:
            answers[key] = new if yes else False
        return "y\n" if yes else "n\n"

    def _go_on(self, text: str) -> str:
        found = [
            (each, section) for section, line in CHOICES.items() for each in line.finditer(text)
        ]
        last, section = max(found, key=lambda pair: pair[0].start())
        if section:
            self.sections.setdefault(section, {})[self._key(last[1], last[2])] = True
        return "1\n"

    def _value(self, text: str, line: str) -> str:
        *_, (name, model) = LACKS_VALUE.findall(text.replace("\n", " "))
        offered = re.match(r"\[default: (.+)\] >>> $", line)
        code = offered[1] if offered else one_off(self.step.project, model, name)
        key = self._key(model, name)
        self.sections.setdefault("defaults", {})[key] = {"python": code}
        return "\n" if offered else f"{code}\n"

    def _key(self, model: str, name: str) -> str:
        found = next(m for m in self.step.project.models if m.name.lower() == model.lower())
        return f"{found.app}.{found.name}.{name}"


def one_off(project: Project, model_name: str, name: str) -> str:
    """Return code for the value that existing rows get in a field."""
    for own in _fields(project, model_name):
        if own.name == name and own.kind not in RELATIONS:
            return words.ONE_OFF.get(own.kind, "3")
    return "3"


def _fields(project: Project, model_name: str) -> Iterator[Field]:
    """Yield the fields of a model, and those of the abstract one that it derives from."""
    for model in project.models:
        if model.name.lower() == model_name.lower():
            yield from model.fields
            if model.base is not None:
                yield from project.model(model.base).fields
