"""The setting ``MIGRATIONS_CORE``: a dictionary in which each entry has a default."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from migrations_core.exceptions import UsageError

NAME = "MIGRATIONS_CORE"
ENTRIES = frozenset({"IF_LOCKED", "LEASE_SECONDS", "LOCK", "LOCK_WAIT"})


def configured(entry: str, default: Any) -> Any:
    """Return an entry of the setting, or its default."""
    return _entries().get(entry, default)


def one_of(entry: str, choices: tuple[str, ...]) -> str:
    """Return an entry that is one of these words; the first is the default."""
    value = configured(entry, choices[0])
    if value not in choices:
        words = ", ".join(map(repr, choices))
        raise UsageError(f"{NAME}[{entry!r}] is {value!r}, not one of {words}.", option=entry)
    return str(value)


def seconds(entry: str, default: float | None) -> float | None:
    """Return an entry that is a number of seconds, or None where its default is None."""
    value = configured(entry, default)
    if value is None and default is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise UsageError(f"{NAME}[{entry!r}] is {value!r}, not a number of seconds.", option=entry)
    return float(value)


def _entries() -> dict[str, Any]:
    entries = getattr(settings, NAME, {})
    if not isinstance(entries, dict):
        raise UsageError(f"{NAME} is {entries!r}, not a dictionary.", option=NAME)
    if unknown := sorted(map(str, entries.keys() - ENTRIES)):
        known = ", ".join(sorted(ENTRIES))
        raise UsageError(
            f"{NAME} has {', '.join(unknown)}, which means nothing; there are {known}.", option=NAME
        )
    return entries
