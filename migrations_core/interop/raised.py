"""Our errors as those of Django's framework: ``except`` clauses that name Django's classes catch ours.

An ``except`` clause looks at the real bases of a class and asks nobody. So those that Django has by the same name
get Django's as a base when this module is imported, which every command does; without it they stand for themselves.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations import exceptions as django_exceptions

from migrations_core import exceptions as our_exceptions


def derive_from_djangos() -> None:
    """Put Django's errors among the bases of ours, in the place of the built-in ones that they descend from."""
    for name, theirs in vars(django_exceptions).items():
        ours: Any = vars(our_exceptions).get(name)
        if _is_error(theirs) and _is_error(ours) and not issubclass(ours, theirs):
            kept = (base for base in ours.__bases__ if not issubclass(theirs, base))
            ours.__bases__ = (*kept, theirs)


def _is_error(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, Exception)
