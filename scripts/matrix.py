"""Which Pythons and which series of Django are tried with each other: all that the metadata names."""

from __future__ import annotations

from collections.abc import Iterator

PYTHONS_OF = {
    "5.2": ("3.11", "3.12", "3.13", "3.14"),
    "6.0": ("3.12", "3.13", "3.14"),
    "6.1": ("3.12", "3.13", "3.14"),
}
"""The Pythons of 3.11 and later on which each series of Django runs."""

OLDEST_DJANGO, NEWEST_DJANGO = "5.2", "6.1"


def pairs() -> Iterator[tuple[str, str]]:
    """Yield every pair of Python and Django, by Django."""
    for django, pythons in PYTHONS_OF.items():
        for python in pythons:
            yield python, django


def newest_django(python: str) -> str:
    """Return the newest series that runs on a Python."""
    return next(django for django in reversed(PYTHONS_OF) if is_new_enough(python, django))


def is_new_enough(python: str, django: str) -> bool:
    """Tell whether a Python, perhaps newer than all that are tried, is new enough for a series."""
    oldest = PYTHONS_OF[django][0]
    return tuple(map(int, python.split("."))) >= tuple(map(int, oldest.split(".")))
