"""What is collected instead of being sent, each statement below the first operation that it is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrations_core.failures import description_of
from migrations_core.schema.plan import Cause, Causes
from migrations_core.values import frozen

NO_STATEMENT = "-- (no-op)"


@frozen
class Entry:
    line: str
    causes: Causes
    at_end: bool = False


class Script:
    """Knows for what the lines of ``collected`` are, in which statements stand as they come.

    Headings are written when everything is there, for only then is known which operations a statement is for.
    """

    def __init__(self, collected: list[str]) -> None:
        self._collected = collected
        self._entries: list[Entry] = []
        self._announced: list[Cause] = []

    def announce(self, cause: Cause) -> None:
        """Begin an operation that is to have a heading."""
        self._adopt()
        self._announced.append(cause)

    def add(self, line: str, causes: Causes, *, at_end: bool = False) -> None:
        self._adopt()
        self._collected.append(line)
        self._entries.append(Entry(line, causes, at_end))

    def write(self) -> None:
        """Put the headings among the lines, if operations were announced."""
        self._adopt()
        if self._announced:
            self._collected[:] = self._lines()

    def _adopt(self) -> None:
        """Take the lines that others have added for the work of the operation that is being carried out."""
        present = tuple(self._announced[-1:])
        added = self._collected[len(self._entries) :]
        self._entries.extend(Entry(line, present) for line in added)

    def _lines(self) -> Iterator[str]:
        places = {cause: place for place, cause in enumerate(self._announced)}
        shared = self._shared(places)
        owners = {self._owner(entry, places) for entry in self._entries if not entry.at_end}
        idle = [cause for cause in self._announced if cause not in owners]
        last: Cause | None = None
        for entry in self._entries:
            owner = self._owner(entry, places)
            limit = len(places) if entry.at_end or owner is None else places[owner]
            while idle and places[idle[0]] < limit:
                yield from _without_statement(idle.pop(0), shared)
            if not entry.at_end and owner is not None and owner != last:
                yield from _heading(owner)
                last = owner
            yield entry.line
        for cause in idle:
            yield from _without_statement(cause, shared)

    def _owner(self, entry: Entry, places: Mapping[Cause, int]) -> Cause | None:
        """Give the operation below whose heading a line stands: the first that it is for."""
        return min((c for c in entry.causes if c in places), key=places.__getitem__, default=None)

    def _shared(self, places: Mapping[Cause, int]) -> dict[Cause, Cause]:
        """Say below whose heading others find what is done for them."""
        return {
            cause: owner
            for entry in self._entries
            if not entry.at_end and (owner := self._owner(entry, places)) is not None
            for cause in entry.causes
        }


def _heading(cause: Cause) -> tuple[str, ...]:
    return "--", f"-- {description_of(cause.operation)}", "--"


def _without_statement(cause: Cause, shared: Mapping[Cause, Cause]) -> tuple[str, ...]:
    if cause not in shared:
        return *_heading(cause), NO_STATEMENT
    return *_heading(cause), f"-- (together with: {description_of(shared[cause].operation)})"
