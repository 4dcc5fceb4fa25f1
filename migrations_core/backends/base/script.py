"""What is collected instead of being sent, each statement below the operations that it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrations_core.failures import description_of
from migrations_core.schema.plan import Cause, Causes

NO_STATEMENT = "-- (no-op)"


@dataclass(frozen=True, slots=True)
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
        busy = {cause for entry in self._entries if not entry.at_end for cause in entry.causes}
        idle = [cause for cause in self._announced if cause not in busy]
        last: Causes | None = None
        for entry in self._entries:
            first = min((places[c] for c in entry.causes if c in places), default=len(places))
            limit = len(places) if entry.at_end else first
            while idle and places[idle[0]] < limit:
                yield from (*_heading((idle.pop(0),)), NO_STATEMENT)
            if not entry.at_end and entry.causes != last:
                yield from _heading(entry.causes)
                last = entry.causes
            yield entry.line
        for cause in idle:
            yield from (*_heading((cause,)), NO_STATEMENT)


def _heading(causes: Causes) -> tuple[str, ...]:
    return ("--", *(f"-- {description_of(cause.operation)}" for cause in causes), "--")
