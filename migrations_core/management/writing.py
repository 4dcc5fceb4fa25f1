"""What the steps of ``makemigrations`` have in common: what the user wants, who answers, what is said about files."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from migrations_core.answers import AnswersQuestioner
from migrations_core.autodetector.binding import object_to_unheeded
from migrations_core.management.base import ReportingCommand
from migrations_core.questioner import (
    InteractiveMigrationQuestioner,
    MigrationQuestioner,
    NonInteractiveMigrationQuestioner,
    StrictMigrationQuestioner,
)
from migrations_core.workflows import make
from migrations_core.workflows.third_party import ProjectAppsQuestioner, is_third_party
from migrations_core.writer import format_files

if TYPE_CHECKING:
    from migrations_core.migration import Migration
    from migrations_core.workflows.conflicts import Conflicts
    from migrations_core.workflows.detection import Changes, Detected
    from migrations_core.workflows.make import MigrationFile


class WritingCommand(ReportingCommand):
    """A command that asks, writes migrations and says what it wrote."""

    app_labels: set[str]
    questioner: Any

    def _take(self, options: dict[str, Any]) -> None:
        self.written_files: list[str] = []
        self.verbosity: int = options["verbosity"]
        self.interactive: bool = options["interactive"]
        self.merge: bool = options["merge"]
        self.empty: bool = options["empty"]
        self.migration_name: str | None = options["name"]
        self.include_header: bool = options["include_header"]
        self.check_changes: bool = options["check_changes"]
        self.dry_run: bool = options["dry_run"] or self.check_changes
        self.scriptable: bool = options["scriptable"]
        self.update: bool = options["update"]
        self.answers_file: str | None = options.get("answers")
        self.strict: bool = options.get("strict", False)
        self.include_third_party: bool = options.get("include_third_party", False)
        self.allow_data_loss: bool = options.get("allow_data_loss", False)
        make.refuse_migration_name(self.migration_name)
        if self.scriptable:
            # What goes to stderr now is mostly no error, and not to be coloured as one.
            self.stderr.style_func = None

    def _questioner(self) -> Any:
        """Give whoever answers about the project's own apps; nobody is asked about others."""
        questioner: Any
        asked: Any = {"specified_apps": self.app_labels, "dry_run": self.dry_run}
        if self.answers_file:
            questioner = AnswersQuestioner(self.answers_file, **asked)
        elif self.interactive:
            questioner = InteractiveMigrationQuestioner(prompt_output=self.log_output, **asked)
        else:
            cls = StrictMigrationQuestioner if self.strict else NonInteractiveMigrationQuestioner
            questioner = cls(verbosity=self.verbosity, log=self.log, **asked)
        self.questioner = questioner
        questioner.allows_data_loss = self.allow_data_loss
        if self.check_changes and isinstance(questioner, InteractiveMigrationQuestioner):
            # Nothing is written, and there are changes whatever somebody says.
            questioner.asks_about_similar = False
        if self.include_third_party:
            return questioner
        return ProjectAppsQuestioner(questioner, MigrationQuestioner(), self.app_labels)

    def _is_held_back(self, app_label: str) -> bool:
        """Tell an app of an installed package that nobody asked to write into."""
        is_meant = self.include_third_party or app_label in self.app_labels
        return not is_meant and is_third_party(app_label)

    def _examine_answers(self, detector: Any, found: Detected) -> None:
        """Refuse answers that cannot be followed or that nothing asked for, if anything would be written."""
        if not isinstance(self.questioner, AnswersQuestioner):
            return
        # Autodetectors of other people need not have one.
        pair = getattr(detector, "pair", None)
        if found.changes and pair:
            object_to_unheeded(pair, self.questioner)
            self.questioner.refuse_problems()
        else:
            self._report_unused_answers()

    def _merge_questioner(self) -> Any:
        if self.answers_file:
            return AnswersQuestioner(self.answers_file)
        if self.interactive:
            return InteractiveMigrationQuestioner(prompt_output=self.log_output)
        return MigrationQuestioner(defaults={"ask_merge": True})

    def _refuse_other_merges(self, conflicts: Conflicts) -> None:
        """Refuse answers about apps that have no branches, or that are no apps."""
        if isinstance(self.questioner, AnswersQuestioner):
            for label, _ in self.questioner.stated("merge"):
                if label not in conflicts:
                    near = "; the nearest is ".join(["", *get_close_matches(label, conflicts, 1)])
                    self.questioner.object_to("merge", label, f"no such app has branches{near}.")
            self.questioner.refuse_problems()

    # Writing

    def write_migration_files(
        self, changes: Changes, update_previous_migration_paths: dict[str, str] | None = None
    ) -> None:
        """Write migrations, given by app label; replace the files in ``update_previous_migration_paths``."""
        previous = update_previous_migration_paths or {}
        files = {app_label: self._files(changes[app_label]) for app_label in changes}
        every = [file for each in files.values() for file in each]
        if not self.dry_run:
            make.write_migrations(every)
            make.remove_replaced(every, previous)
            self.written_files += [file.path for file in every]
        for app_label in files:
            if self.verbosity >= 1:
                self.log(self.style.MIGRATE_HEADING(f"Migrations for '{app_label}':"))
            for file in files[app_label]:
                self._announce(file)
                if not self.dry_run and app_label in previous:
                    self._announce_replacement(file, previous[app_label])
        format_files(self.written_files, self.stderr)

    def _files(self, migrations: Iterable[Migration]) -> list[MigrationFile]:
        with_text = not self.dry_run or self.verbosity == 3
        return [
            make.migration_file(each, include_header=self.include_header, with_text=with_text)
            for each in migrations
        ]

    def _announce(self, file: MigrationFile) -> None:
        if self.verbosity >= 1:
            path = self.get_relative_path(file.path)
            self.log(f"  {self.style.MIGRATE_LABEL(path)}\n")
            for line in make.description_lines(file.migration):
                self.log(line)
            if self.scriptable:
                self.stdout.write(path)
        if self.dry_run and self.verbosity == 3:
            self.log(self.style.MIGRATE_HEADING(f"Full migrations file '{file.name}':"))
            self.log(file.text)

    def _announce_replacement(self, file: MigrationFile, previous_path: str) -> None:
        previous = self.get_relative_path(previous_path)
        if not file.needs_manual_porting:
            self.log(f"Deleted {previous}")
            return
        self.log(
            self.style.WARNING(
                f"Updated migration {self.get_relative_path(file.path)} requires manual porting.\n"
                f"Previous migration {previous} was kept and must be deleted after porting "
                "functions manually."
            )
        )

    @staticmethod
    def get_relative_path(path: str) -> str:
        return make.relative_path(path)

    # Speaking

    @property
    def log_output(self) -> Any:
        return self.stderr if self.scriptable else self.stdout

    def log(self, msg: str) -> None:
        self.log_output.write(msg)

    def _notice(self, text: str) -> None:
        """Say on stderr what Django's command has no word for: scripts that read its output are none the wiser."""
        if self.verbosity >= 1:
            self.stdout.flush()
            self.stderr.write(text, self.style.WARNING)

    def _report_unused_answers(self) -> None:
        if isinstance(self.questioner, AnswersQuestioner):
            for answer in self.questioner.unused_answers():
                self._notice(f"{self.answers_file}: nothing asked for the answer {answer}.")
