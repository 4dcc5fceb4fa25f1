"""Who answers what the autodetector cannot know: nobody (defaults), a person at a terminal, a script without one.

Answers from a file are in ``migrations_core.answers``.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.management.base import OutputWrapper
from django.db.models import NOT_PROVIDED
from django.utils import timezone
from django.utils.version import get_docs_version

from migrations_core.exceptions import UnansweredQuestionError
from migrations_core.interop.patches import counterpart
from migrations_core.loader import files_in_migrations_package

if TYPE_CHECKING:
    from migrations_core.deconstruction import AnyField
    from migrations_core.state import ModelState

QUIT = 3
"""The exit status when the answer is to go and change the models first."""

NAMES_IN_DEFAULTS = {"datetime": datetime, "timezone": timezone}

ONE_OFF_DEFAULT = "Provide a one-off default now (will be set on all existing rows with a null value for this column)"
QUIT_AND_DEFINE_DEFAULT = "Quit and manually define a default value in models.py."


class MigrationQuestioner:
    """Give the answers in ``defaults`` (``ask_rename`` and so on), and the cautious ones otherwise."""

    app_label: str | None = None
    """The app that the next questions are about, set by our autodetector; the questions do not all tell."""

    asks_about_similar: bool = False
    """Whether to be asked, after Django's questions, about what was renamed and changed in the same go, too."""

    allows_data_loss: bool = False
    """Whether changes are written that can only fail or lose data when they are applied."""

    def __init__(
        self,
        defaults: Mapping[str, bool] | None = None,
        specified_apps: Collection[str] | None = None,
        dry_run: bool | None = None,
    ) -> None:
        self.defaults = defaults or {}
        self.specified_apps = specified_apps or set()
        self.dry_run = dry_run

    def ask_initial(self, app_label: str) -> bool:
        """Shall an app without migrations get its first one?"""
        if app_label in self.specified_apps:
            return True
        files = files_in_migrations_package(app_label)
        if files is None:
            return self.defaults.get("ask_initial", False)
        # A package that is there and empty, as startapp makes it, asks for migrations.
        return not any(name.endswith(".py") for name in files if name != "__init__.py")

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:
        """What shall existing rows have in a new field that is not nullable? None: nothing was decided."""
        return None

    def ask_not_null_alteration(self, field_name: str, model_name: str) -> Any:
        """What shall rows get that have NULL in a field that is no longer nullable? None: nothing was decided."""
        return None

    def ask_rename(
        self, model_name: str, old_name: str, new_name: str, field_instance: AnyField
    ) -> bool:
        """Was this field renamed, rather than one removed and another one added?"""
        return self.defaults.get("ask_rename", False)

    def ask_rename_model(self, old_model_state: ModelState, new_model_state: ModelState) -> bool:
        """Was this model renamed, rather than one removed and another one added?"""
        return self.defaults.get("ask_rename_model", False)

    def ask_similar_rename(
        self, model_name: str, old_name: str, new_name: str, field_instance: AnyField
    ) -> bool:
        """Was this field renamed and changed? Django does not ask that."""
        return self.ask_rename(model_name, old_name, new_name, field_instance)

    def ask_similar_rename_model(
        self, old_model_state: ModelState, new_model_state: ModelState
    ) -> bool:
        """Was this model renamed and changed? Django does not ask that."""
        return self.ask_rename_model(old_model_state, new_model_state)

    def ask_merge(self, app_label: str) -> bool:
        """Shall the branches of this app's migrations be merged?"""
        return self.defaults.get("ask_merge", False)

    def ask_auto_now_add_addition(self, field_name: str, model_name: str) -> Any:
        """What shall existing rows have in a new field with auto_now_add? None: nothing was decided."""
        return None

    def ask_unique_callable_default_addition(self, field_name: str, model_name: str) -> None:
        """Go on with a new unique field whose default gives all existing rows the same value?"""
        return

    def ask_unique_constant_default_addition(self, field_name: str, model_name: str) -> bool:
        """Go on with a new unique field where all existing rows get one constant?"""
        return False

    def accepts(self, place: str) -> bool:
        """Write what can only fail or lose data? ``place`` is the model or field, as ``app.model.field``."""
        return self.allows_data_loss


class _NobodyThereError(Exception):
    """The input has ended before a question that Django does not ask."""


class InteractiveMigrationQuestioner(MigrationQuestioner):
    """Ask at the terminal."""

    asks_about_similar = True
    _is_needed = True

    def __init__(
        self,
        defaults: Mapping[str, bool] | None = None,
        specified_apps: Collection[str] | None = None,
        dry_run: bool | None = None,
        prompt_output: OutputWrapper | None = None,
    ) -> None:
        super().__init__(defaults, specified_apps, dry_run)
        self.prompt_output = prompt_output or OutputWrapper(sys.stdout)

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:
        if self.dry_run:
            return None
        question = (
            f"It is impossible to add a non-nullable field '{field_name}' to {model_name} without "
            "specifying a default. This is because the database needs something to populate "
            "existing rows.\nPlease select a fix:"
        )
        if self._choice_input(question, [ONE_OFF_DEFAULT, QUIT_AND_DEFINE_DEFAULT]) == 2:
            sys.exit(QUIT)
        return self._ask_default()

    def ask_not_null_alteration(self, field_name: str, model_name: str) -> Any:
        if self.dry_run:
            return None
        question = (
            f"It is impossible to change a nullable field '{field_name}' on {model_name} to "
            "non-nullable without providing a default. This is because the database needs "
            "something to populate existing rows.\nPlease select a fix:"
        )
        ignore = (
            "Ignore for now. Existing rows that contain NULL values will have to be handled "
            "manually, for example with a RunPython or RunSQL operation."
        )
        match self._choice_input(question, [ONE_OFF_DEFAULT, ignore, QUIT_AND_DEFINE_DEFAULT]):
            case 2:
                return NOT_PROVIDED
            case 3:
                sys.exit(QUIT)
        return self._ask_default()

    def ask_rename(
        self, model_name: str, old_name: str, new_name: str, field_instance: AnyField
    ) -> bool:
        kind = type(field_instance).__name__
        return self._boolean_input(
            f"Was {model_name}.{old_name} renamed to {model_name}.{new_name} (a {kind})? [y/N]",
            False,
        )

    def ask_rename_model(self, old_model_state: ModelState, new_model_state: ModelState) -> bool:
        old = f"{old_model_state.app_label}.{old_model_state.name}"
        return self._boolean_input(
            f"Was the model {old} renamed to {new_model_state.name}? [y/N]", False
        )

    def ask_similar_rename(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask_if_anybody_is_there(self.ask_rename, *args, **kwargs)

    def ask_similar_rename_model(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask_if_anybody_is_there(self.ask_rename_model, *args, **kwargs)

    def ask_merge(self, app_label: str) -> bool:
        return self._boolean_input(
            "\nMerging will only work if the operations printed above do not conflict\n"
            "with each other (working on different fields or models)\n"
            "Should these migration branches be merged? [y/N]",
            False,
        )

    def ask_auto_now_add_addition(self, field_name: str, model_name: str) -> Any:
        if self.dry_run:
            return None
        question = (
            f"It is impossible to add the field '{field_name}' with 'auto_now_add=True' to "
            f"{model_name} without providing a default. This is because the database needs "
            "something to populate existing rows.\n"
        )
        one_off = "Provide a one-off default now which will be set on all existing rows"
        if self._choice_input(question, [one_off, QUIT_AND_DEFINE_DEFAULT]) == 2:
            sys.exit(QUIT)
        return self._ask_default(default="timezone.now")

    def ask_unique_callable_default_addition(self, field_name: str, model_name: str) -> None:
        if self.dry_run:
            return
        question = (
            f"Callable default on unique field {model_name}.{field_name} will not generate unique "
            "values upon migrating.\nPlease choose how to proceed:\n"
        )
        go_on = (
            "Continue making this migration as the first step in writing a manual migration to "
            "generate unique values described here: "
            f"https://docs.djangoproject.com/en/{get_docs_version()}/howto/writing-migrations/"
            "#migrations-that-add-unique-fields."
        )
        if self._choice_input(question, [go_on, "Quit and edit field options in models.py."]) == 2:
            sys.exit(QUIT)

    def ask_unique_constant_default_addition(self, field_name: str, model_name: str) -> bool:
        if self.dry_run:
            return True
        question = (
            f"All existing rows would get the same value in the unique field {model_name}.{field_name}, which fails "
            "as soon as there are two of them.\nPlease choose how to proceed:"
        )
        go_on = "Continue making this migration: there are no rows, or one."
        edit = "Quit and edit field options in models.py: null=True first, unique values for all rows next."
        if self._choice_input(question, [go_on, edit]) == 2:
            sys.exit(QUIT)
        return True

    def _boolean_input(self, question: str, default: bool | None = None) -> bool:
        answer = self._read(f"{question} ")
        if not answer and default is not None:
            return default
        while not answer or answer[0].lower() not in "yn":
            answer = self._read("Please answer yes or no: ")
        return answer[0].lower() == "y"

    def _choice_input(self, question: str, choices: Sequence[str]) -> int:
        self.prompt_output.write(question)
        for number, choice in enumerate(choices, 1):
            self.prompt_output.write(f" {number}) {choice}")
        prompt = "Select an option: "
        while True:
            try:
                answer = int(self._read(prompt))
            except ValueError:
                answer = 0
            if 0 < answer <= len(choices):
                return answer
            prompt = "Please select a valid option: "

    def _ask_default(self, default: str = "") -> Any:
        """Read and evaluate an expression; Enter alone stands for ``default``, which is one too."""
        self.prompt_output.write("Please enter the default value as valid Python.")
        if default:
            self.prompt_output.write(
                f"Accept the default '{default}' by pressing 'Enter' or provide another value."
            )
        self.prompt_output.write(
            "The datetime and django.utils.timezone modules are available, so it is possible to "
            "provide e.g. timezone.now as a value."
        )
        self.prompt_output.write("Type 'exit' to exit this prompt")
        prompt = f"[default: {default}] >>> " if default else ">>> "
        while True:
            code = self._read(prompt) or default
            if code == "exit":
                sys.exit(1)
            if not code:
                self.prompt_output.write(
                    "Please enter some code, or 'exit' (without quotes) to exit."
                )
                continue
            try:
                return evaluate_default(code)
            except Exception as error:
                self.prompt_output.write(f"{type(error).__name__}: {error}")

    def _read(self, prompt: str) -> str:
        """Read a line. Nothing has been written yet when a question is asked, so leaving is harmless."""
        self.prompt_output.write(prompt, ending="")
        try:
            return input()
        except EOFError as error:
            if not self._is_needed:
                raise _NobodyThereError from error
        except KeyboardInterrupt:
            pass
        self.prompt_output.write("\nCancelled.")
        sys.exit(1)

    def _ask_if_anybody_is_there(self, ask: Callable[..., bool], *args: Any, **kwargs: Any) -> bool:
        """Ask what Django does not, and go on as it does, with no for an answer, when the input is at its end."""
        self._is_needed = False
        try:
            return ask(*args, **kwargs)
        except _NobodyThereError:
            self.prompt_output.write("\nNobody answers: taken for no.")
            return False
        finally:
            self._is_needed = True


class NonInteractiveMigrationQuestioner(MigrationQuestioner):
    """Decide without asking, and log what could not be decided."""

    def __init__(
        self,
        defaults: Mapping[str, bool] | None = None,
        specified_apps: Collection[str] | None = None,
        dry_run: bool | None = None,
        verbosity: int = 1,
        log: Callable[[str], object] | None = None,
    ) -> None:
        self.verbosity = verbosity
        self.log = log or (lambda message: None)
        super().__init__(defaults, specified_apps, dry_run)

    def log_lack_of_migration(self, field_name: str, model_name: str, reason: str) -> None:
        if self.verbosity > 0:
            self.log(f"Field '{field_name}' on model '{model_name}' not migrated: {reason}.")

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:
        reason = "it is impossible to add a non-nullable field without specifying a default"
        self.log_lack_of_migration(field_name, model_name, reason)
        sys.exit(QUIT)

    def ask_not_null_alteration(self, field_name: str, model_name: str) -> Any:
        self.log(
            f"Field '{field_name}' on model '{model_name}' given a default of NOT PROVIDED and "
            "must be corrected."
        )
        return NOT_PROVIDED

    def ask_auto_now_add_addition(self, field_name: str, model_name: str) -> Any:
        reason = (
            "it is impossible to add a field with 'auto_now_add=True' without specifying a default"
        )
        self.log_lack_of_migration(field_name, model_name, reason)
        sys.exit(QUIT)


class StrictMigrationQuestioner(NonInteractiveMigrationQuestioner):
    """Refuse to guess whether something was renamed: the wrong guess loses the data."""

    asks_about_similar = True

    def ask_rename(
        self, model_name: str, old_name: str, new_name: str, field_instance: AnyField
    ) -> bool:
        kind = type(field_instance).__name__
        raise UnansweredQuestionError.about_rename(
            f"field {old_name} of {model_name} renamed to {new_name} (a {kind})",
            "renamed_fields",
            (f"{self.app_label or '<app label>'}.{model_name}.{old_name}", new_name),
        )

    def ask_rename_model(self, old_model_state: ModelState, new_model_state: ModelState) -> bool:
        old = f"{old_model_state.app_label}.{old_model_state.name}"
        raise UnansweredQuestionError.about_rename(
            f"model {old} renamed to {new_model_state.name}",
            "renamed_models",
            (old, new_model_state.name),
        )


def evaluate_default(code: str) -> Any:
    """Evaluate what somebody gave as a default, with the names that the prompt promises."""
    return eval(code, {}, dict(NAMES_IN_DEFAULTS))


for _questioner in (
    MigrationQuestioner,
    InteractiveMigrationQuestioner,
    NonInteractiveMigrationQuestioner,
):
    counterpart(_questioner, "questioner")
