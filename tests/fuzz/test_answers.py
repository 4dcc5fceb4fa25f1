"""What is typed at the prompts follows what was renamed, and makes the file for --answers."""

from __future__ import annotations

from io import StringIO

import pytest

from tests.fuzz.answers import Sections, Typist, UnknownQuestionError
from tests.fuzz.project import Field, Model, Project, Rename, Step

BOOK = Model(
    1, "alpha", "Book", fields=(Field(2, "title", "CharField"), Field(3, "day", "DateField"))
)


def typist(asked: str, *renames: Rename) -> Typist:
    return Typist(Step(Project((BOOK,)), renames), StringIO(asked))


def test_what_was_renamed_is_answered_with_yes() -> None:
    asked = "Was book.name renamed to book.title (a CharField)? [y/N] "
    sure, unsure = typist(asked, Rename("name", "title", "book")), typist(asked)

    assert (sure.readline(), unsure.readline()) == ("y\n", "n\n")
    assert sure.sections == {"renamed_fields": {"alpha.Book.name": "title"}}
    assert unsure.sections == {"renamed_fields": {"alpha.Book.name": False}}


def test_rows_get_a_value_of_the_field_s_kind() -> None:
    asked = "It is impossible to add a non-nullable field 'day' to book without specifying...\n>>> "
    one = typist(asked)

    assert one.readline() == "datetime.date(1999, 1, 1)\n"
    assert one.sections == {"defaults": {"alpha.Book.day": {"python": "datetime.date(1999, 1, 1)"}}}


CALLABLE = (
    "Callable default on unique field book.title will not generate unique values upon migrating.\n"
)
CONSTANT = "All existing rows would get the same value in the unique field book.day, which fails as soon as\n"
ONE_OFF = " 1) Provide a one-off default now (will be set on all existing rows with a null value)\n"
SELECT = "Select an option: "


@pytest.mark.parametrize(
    ("asked", "sections"),
    [
        (CALLABLE + SELECT, {"unique_callable_defaults": {"alpha.Book.title": True}}),
        (CALLABLE + SELECT + CONSTANT + SELECT, {"accepted": {"alpha.Book.day": True}}),
        (CONSTANT + SELECT + ONE_OFF + SELECT, {}),
    ],
)
def test_the_last_question_is_told_to_go_on(asked: str, sections: Sections) -> None:
    one = typist(asked)

    assert one.readline() == "1\n"
    assert one.sections == sections


def test_a_question_that_nobody_knows_stops_the_round() -> None:
    with pytest.raises(UnknownQuestionError):
        typist("Really? ").readline()
