"""What commands refuse: apps, migrations and options that do not fit what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .base import MigrationKey, RefusalError


class UsageError(RefusalError):
    """An option that lacks something, or does not go with the others."""

    def __init__(self, message: str, *, option: str) -> None:
        super().__init__(message)
        self.option = option


class AppError(RefusalError):
    """An app with which the command can do nothing."""

    def __init__(self, message: str, *, app_label: str) -> None:
        super().__init__(message)
        self.app_label = app_label


class UnknownAppError(AppError):
    """A label that no installed app has."""


class AppWithoutMigrationsError(AppError):
    """An app that has no migrations, and should have."""


class AppWithMigrationsError(AppError):
    """An app that has migrations, and should have none."""


class ThirdPartyFilesError(AppError):
    """Files of an installed package would have to be written or deleted."""


class ConflictingMigrationsError(RefusalError):
    """Apps whose migrations end in more than one."""

    def __init__(self, message: str, *, leaves: Mapping[str, Iterable[str]]) -> None:
        super().__init__(message)
        self.leaves = {app_label: tuple(names) for app_label, names in leaves.items()}
        """The names of the last migrations, by app label."""


class MigrationRefusedError(RefusalError):
    """Migrations with which the command can do nothing."""

    def __init__(self, message: str, *, migrations: Iterable[MigrationKey]) -> None:
        super().__init__(message)
        self.migrations = tuple(migrations)


class ManualPortingError(MigrationRefusedError):
    """A migration whose functions somebody has to copy by hand first."""


class UnchangeableMigrationError(MigrationRefusedError):
    """Last migrations that nothing can be added to: others have them, or need them, already."""


class MigrationExistsError(MigrationRefusedError):
    """The name of a new migration is taken."""


class MigrationOutOfRangeError(MigrationRefusedError):
    """The first of the migrations to squash does not come before the last one; both are given, in this order."""


class AlreadySquashedError(MigrationRefusedError):
    """A migration whose place a squashed one has taken."""

    def __init__(
        self, message: str, *, migration: MigrationKey, by: Iterable[MigrationKey]
    ) -> None:
        super().__init__(message, migrations=[migration])
        self.by = tuple(by)


class UnfinishedSquashError(MigrationRefusedError):
    """Squashed migrations that databases have not recorded, or may not have."""

    def __init__(
        self, message: str, *, migrations: Iterable[MigrationKey], databases: Iterable[str]
    ) -> None:
        super().__init__(message, migrations=migrations)
        self.databases = tuple(databases)
        """The aliases of those that lack one, or cannot be asked."""


class UneditableFileError(MigrationRefusedError):
    """A file that would have to be changed or deleted, and cannot be, because of these migrations."""

    def __init__(
        self, message: str, *, migrations: Iterable[MigrationKey], file: str | None
    ) -> None:
        super().__init__(message, migrations=migrations)
        self.file = file


class UnmergeableBranchesError(RefusalError):
    """Branches of an app's migrations that do not commute."""

    def __init__(self, message: str, *, app_label: str, reason: str) -> None:
        super().__init__(message)
        self.app_label = app_label
        self.reason = reason


class VerificationError(RefusalError):
    """Trial runs on empty databases failed, or did not lead to the same schema and rows."""

    def __init__(self, message: str, *, failure: str = "", differences: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.failure = failure
        """Why one of them failed; empty if none did."""
        self.differences = tuple(differences)
