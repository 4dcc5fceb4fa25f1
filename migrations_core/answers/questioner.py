"""Who answers from a file, and refuses to guess."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django.db.models import NOT_PROVIDED

from migrations_core.answers.file import is_meant, line_of, read, read_answers
from migrations_core.exceptions import AnswersFileError, UnansweredQuestionError
from migrations_core.questioner import MigrationQuestioner

if TYPE_CHECKING:
    from migrations_core.deconstruction import AnyField
    from migrations_core.state import ModelState

UNANSWERED = object()

DOUBLE_QUOTE = '"'


class AnswersQuestioner(MigrationQuestioner):
    """Answer from a file, and refuse what it says nothing about, naming what to add."""

    asks_about_similar = True

    def __init__(
        self,
        file: str,
        specified_apps: Collection[str] | None = None,
        dry_run: bool | None = None,
    ) -> None:
        super().__init__(specified_apps=specified_apps, dry_run=dry_run)
        self.file = file
        self._text = read(file)
        self._answers = read_answers(file, self._text)
        self._used: set[tuple[str, str]] = set()
        self._objected: set[tuple[str, str]] = set()
        self.problems: list[AnswersFileError] = []
        """What is wrong with answers that cannot be followed."""

    def stated(self, section: str) -> list[tuple[str, Any]]:
        """Give what a section says, asked or not."""
        return list(self._answers.get(section, {}).items())

    def heed(self, section: str, key: str) -> None:
        """Take note that an answer was followed."""
        self._used.add((section, key))

    def object_to(self, section: str, key: str, problem: str) -> None:
        """Take note that an answer cannot be followed, and why."""
        self._objected.add((section, key))
        line = line_of(self._text, (section, key))
        self.problems.append(AnswersFileError(self.file, line, f"'{key}': {problem}"))

    def accepts(self, place: str) -> bool:
        # Looked for first: what the file says is heeded, also where everything is accepted.
        return self._find("accepted", place) is True or super().accepts(place)

    def unheeded(self) -> list[tuple[str, str]]:
        """Give section and key of the answers that no question was asked for and nobody has objected to."""
        return [each for each in self._unused() if each not in self._objected]

    def _unused(self) -> list[tuple[str, str]]:
        return [
            (section, key)
            for section, answers in self._answers.items()
            for key in answers
            if (section, key) not in self._used
        ]

    def unused_answers(self) -> list[str]:
        """Name the answers that no question was asked for, as ``section: key``."""
        return [f"{section}: {key}" for section, key in self._unused()]

    def refuse_problems(self) -> None:
        """Raise what was objected to, if anything was."""
        if self.problems:
            first, *others = self.problems
            raise AnswersFileError(
                self.file, first.line, "\n".join([first.problem, *map(str, others)])
            )

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
            self.refuse_problems()
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
            self.refuse_problems()
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
        found = [key for key in answers if is_meant(key, wanted)]
        if len(found) > 1:
            problem = f"{' and '.join(found)} could both answer {wanted}: give the app labels."
            raise AnswersFileError(self.file, line_of(self._text, (section, found[0])), problem)
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
            is_meant(key.rpartition(".")[0], parent) and value is not False and value == new
            for key, value in self._answers.get(section, {}).items()
        )
        return False if taken else UNANSWERED

    def _line(self, section: str, wanted: str) -> int | None:
        keys = [key for key in self._answers[section] if is_meant(key, wanted)]
        return line_of(self._text, (section, keys[0]))

    def _unanswered(self, question: str, section: str, example: str) -> UnansweredQuestionError:
        self.refuse_problems()
        unheeded = {f"{each}: {key}": (each, key) for each, key in self.unheeded()}
        wanted = f"{section}: {example.partition(' = ')[0].strip(DOUBLE_QUOTE)}"
        meant = "".join(
            f"\nLine {line_of(self._text, unheeded[near])} says something of '{unheeded[near][1]}', which nothing "
            "asked for."
            for near in get_close_matches(wanted, unheeded, n=1, cutoff=0.8)
        )
        return UnansweredQuestionError(
            f"{question}\n{self.file} does not say. Add to it:\n    [{section}]\n    {example}{meant}"
        )
