import pytest

from migrations_core.exceptions import MigrationFailure
from migrations_core.failures import ErrorContext, StatementFailure, annotating_errors, explain
from migrations_core.migration import Migration
from migrations_core.operations import DeleteModel, RunSQL
from migrations_core.schema.plan import Cause

FIRST, SECOND = RunSQL("SELECT 1"), DeleteModel("Order")


def migration() -> Migration:
    made = Migration("0001", "shop")
    made.operations = [FIRST, SECOND]
    return made


def failure(error: Exception, operation=None, position=None) -> MigrationFailure:
    explain(error, ErrorContext("applying", migration(), operation, position))
    return error.migration_failure


def test_an_exception_keeps_its_type_and_gets_a_note():
    with (
        pytest.raises(ZeroDivisionError) as caught,
        annotating_errors(ErrorContext("unapplying", migration())),
    ):
        _ = 1 / 0

    assert caught.value.__notes__ == ["While unapplying migration shop.0001"]


def test_the_innermost_explanation_stays():
    error = ValueError()
    failure(error, FIRST, 1)

    assert failure(error).operation == "Raw SQL operation"
    assert len(error.__notes__) == 1


def test_a_statement_is_named():
    error = ValueError()
    error.statement_failure = StatementFailure("SELECT 1", None, (Cause(FIRST, None, 1),))

    assert str(failure(error, FIRST, 1)).splitlines()[-1] == "  executing: SELECT 1"


def test_a_statement_that_was_held_back_is_blamed_on_the_operation_that_asked_for_it():
    error = ValueError()
    error.statement_failure = StatementFailure(
        "DROP TABLE shop_order", None, (Cause(SECOND, None, 2),)
    )
    found = failure(error)

    assert (found.position, found.operation) == (2, "Delete model Order")


def test_an_operation_that_cannot_describe_itself_is_named_by_its_class():
    class Broken(RunSQL):
        def describe(self):
            raise ValueError

    assert failure(ValueError(), Broken("SELECT 1"), 3).operation == "Broken"


def test_an_exception_that_takes_no_attributes_still_gets_its_note():
    class Closed(Exception):
        def __setattr__(self, name, value):
            if name == "migration_failure":
                raise AttributeError(name)
            super().__setattr__(name, value)

    error = Closed()
    explain(error, ErrorContext("applying", migration()))

    assert error.__notes__ == ["While applying migration shop.0001"]
