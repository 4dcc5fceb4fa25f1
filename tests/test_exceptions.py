"""Errors as values: what all of them have in common."""

from __future__ import annotations

import inspect
import pickle

from django.core.management.base import CommandError

from migrations_core import exceptions
from migrations_core.exceptions import (
    DuplicateColumnError,
    LockedError,
    MigrationsError,
    UnalterableFieldError,
    UnfinishedSquashError,
    UnquotableValueError,
    WrongConstraintCountError,
)
from tests.told import told

ERRORS = [
    DuplicateColumnError("shop_book", "title"),
    LockedError("default", "process 7 on web1", waited=3),
    UnalterableFieldError("no", "shop.Book.author", "shop.Book.authors"),
    UnfinishedSquashError("no", migrations=[("shop", "0001_a")], databases=["default"]),
]


def test_all_of_them_are_refusals_of_commands() -> None:
    errors = [value for value in vars(exceptions).values() if inspect.isclass(value)]
    others = {each.__name__ for each in errors if not issubclass(each, MigrationsError)}

    assert others == {"MigrationFailure"}
    assert issubclass(MigrationsError, CommandError)


def test_they_come_out_of_another_process_with_all_their_facts() -> None:
    assert [told(pickle.loads(pickle.dumps(error))) for error in ERRORS] == [
        told(error) for error in ERRORS
    ]


def test_a_terminal_shows_the_name_that_django_s_error_has() -> None:
    shown = {
        value: value.known_as
        for value in (
            UnfinishedSquashError,
            UnalterableFieldError,
            WrongConstraintCountError,
            UnquotableValueError,
            DuplicateColumnError,
        )
    }

    assert shown == {
        UnfinishedSquashError: "CommandError",
        UnalterableFieldError: "ValueError",
        WrongConstraintCountError: "ValueError",
        UnquotableValueError: "ValueError",
        DuplicateColumnError: None,
    }
