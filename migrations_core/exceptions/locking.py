"""What goes wrong with the lock that a run of ``migrate`` takes."""

from __future__ import annotations

from .base import MigrationsError, RefusalError

TRY_AGAIN = 75
"""The exit status for what may well work a little later: EX_TEMPFAIL of sysexits(3)."""


class LockedError(RefusalError):
    """Another run has the lock of the database, and was not or no longer to be waited for."""

    def __init__(self, alias: str, holder: str, waited: float = 0) -> None:
        self.alias, self.holder, self.waited = alias, holder, waited
        waiting = f" It was waited for {waited:.0f} s." if waited else ""
        super().__init__(
            f"The database {alias!r} is being migrated by {holder}.{waiting} Nothing was done; run the command "
            "again later.",
            returncode=TRY_AGAIN,
        )


class LockLostError(MigrationsError):
    """The lock was lost in the middle of a run, and now somebody else has it."""

    known_as = "CommandError"

    def __init__(self, alias: str, holder: str) -> None:
        self.alias, self.holder = alias, holder
        super().__init__(
            f"The connection that held the lock of the database {alias!r} was lost, and now it is being migrated by "
            f"{holder}. What is recorded is applied, and nothing more was begun. Run the command again when "
            "that has ended."
        )


class LockUnavailableError(RefusalError):
    """The lock cannot be taken at all, whoever else may be there or not."""

    def __init__(self, alias: str, why: str) -> None:
        self.alias, self.why = alias, why
        super().__init__(
            f"The database {alias!r} cannot be locked against other runs: {why}. Nothing was done. Put that right, or "
            "make sure that no other run is on its way and use --no-lock."
        )
