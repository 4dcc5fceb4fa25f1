"""What is known of a kind of database without an editor, and without a server that answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError

from migrations_core.schema.tables import Table

NULLS = (
    "Rows have NULL there, or were to get it. Give the field a default for them, or fill them in a migration"
    " before this one."
)
DUPLICATES = "Make the rows unique, or remove duplicates, in a migration before this one."
BREAKING = "Change or remove the rows that break this rule in a migration before this one."
ORPHANS = (
    "Rows refer to others that do not exist. Remove or change them in a migration before this one."
)


def _none(error: DatabaseError) -> str:
    return ""


def _as_it_is(table: Table) -> Table:
    return table


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """What commands have to know of it; where a backend says nothing, it is as with most."""

    advice: Callable[[DatabaseError], str] = _none
    """Say what to do about an error, or nothing."""
    alike: Callable[[Table], Table] = _as_it_is
    """Make tables equal that are the same to the server, though they came to be in different ways."""
    lives_in_a_file: bool = False
    """A database is a file, which nobody has to create."""
    current_database: str = ""
    """A query for the name of the database that a connection leads to."""
    shadows: str = ""
    """A query for the names of tables that belong to other tables."""


VENDOR = Vendor()
"""What is known of one for which we have no backend."""
