"""Put squashed migrations on the disk, and take them away again when they turn out wrong."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import field
from typing import Any

from migrations_core.exceptions import ManualPortingError, VerificationError
from migrations_core.values import frozen
from migrations_core.workflows.squash.verify import differences, migrated_from_nothing
from migrations_core.workflows.squash.writer import SquashWriter
from migrations_core.writer import format_files, write_files

MOST_LINES = 40


def write(writers: Sequence[SquashWriter], stderr: Any) -> None:
    """Write all files or none."""
    texts = {writer.path: writer.as_string() for writer in writers}
    write_files(texts)
    format_files(texts, stderr)


@frozen
class Verification:
    """What came of comparing the old way and the new way."""

    differences: list[str] = field(default_factory=list)
    failure: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.failure and not self.differences

    def report(self) -> str:
        """Say what is wrong, in as many lines as a terminal shows."""
        if self.failure:
            return (
                f"The squashed migrations cannot be applied to an empty database:\n{self.failure}\n"
                "A script may need models as they were earlier than the squashed migrations of other apps leave "
                "them: mark it elidable if new databases do not need it, or squash fewer migrations."
            )
        shown = "\n".join(self.differences[:MOST_LINES])
        more = len(self.differences) - MOST_LINES
        return (
            "The squashed migrations lead to another database (- only the old way, + only the new way):\n"
            f"{shown}" + (f"\n... and {more} more lines" if more > 0 else "")
        )


def verify_and_write(writers: Sequence[SquashWriter], stderr: Any, *, keep: bool) -> Verification:
    """Write the files between two trials from nothing; unless both come to the same, take them away."""
    texts = {writer.path: writer.as_string() for writer in writers}
    if unported := [writer.migration for writer in writers if writer.needs_manual_porting]:
        raise ManualPortingError(
            f"{unported[0]} calls functions that have to be copied by hand, so there is nothing to verify yet: run "
            "without --verify.",
            migrations=[(migration.app_label, migration.name) for migration in unported],
        )
    old = migrated_from_nothing()
    if old.failure:
        raise VerificationError(
            f"The migrations as they are cannot be applied to an empty database:\n{old.failure}",
            failure=old.failure,
        )
    good = False
    try:
        write_files(texts)
        format_files(texts, stderr)
        new = migrated_from_nothing()
        verification = Verification([] if new.failure else differences(old, new), new.failure or "")
        good = keep or verification.is_clean
    finally:
        if not good:
            for path in texts:
                with suppress(FileNotFoundError):
                    os.unlink(path)
    return verification
