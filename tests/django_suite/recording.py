"""A test runner that writes down every test's outcome at once, so that a crash loses none of them.

The file has one JSON object a line: first the ids that were collected, then an outcome per test, at
the end a mark that the run came to its end.
"""

from __future__ import annotations

import json
import os
import unittest
from typing import Any

from django.test.runner import DiscoverRunner
from django.test.utils import iter_test_cases

from tests.django_suite.results import RECORDS_VARIABLE


def write(**record: object) -> None:
    """Append a line to the file of results."""
    with open(os.environ[RECORDS_VARIABLE], "a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")


class RecordingResult(unittest.TextTestResult):
    """Turn unittest's callbacks into one outcome per test id: passed, failed or skipped.

    A test with failing subtests gets no ``addSuccess``. What goes wrong in ``setUpClass`` is told
    about a stand-in whose id is ``setUpClass (module.Class)`` and for which no test is ever
    started.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome: tuple[str, str] | None = None
        self.started: str | None = None

    def startTest(self, test: unittest.TestCase) -> None:
        self.started, self.outcome = test.id(), None
        super().startTest(test)

    def stopTest(self, test: unittest.TestCase) -> None:
        super().stopTest(test)
        if self.started is None:  # Python 3.12.1 and later stop decorated skips that never started
            return
        outcome, detail = self.outcome or ("failed", "The test ended without an outcome.")
        write(id=test.id(), outcome=outcome, detail=detail)
        self.started = None

    def addSuccess(self, test: unittest.TestCase) -> None:
        super().addSuccess(test)
        self._note(test, "passed")

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        super().addError(test, err)
        self._note(test, "failed", self.errors[-1][1])

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addFailure(test, err)
        self._note(test, "failed", self.failures[-1][1])

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._note(test, "failed", f"{subtest}\n{self._exc_info_to_string(err, subtest)}")

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        super().addSkip(test, reason)
        self._note(test, "skipped", reason)

    def addExpectedFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addExpectedFailure(test, err)
        self._note(test, "passed")

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        super().addUnexpectedSuccess(test)
        self._note(test, "failed", "Expected to fail, but it passed.")

    def _note(self, test: unittest.TestCase, outcome: str, detail: str = "") -> None:
        if self.started is None:
            write(id=test.id(), outcome=outcome, detail=detail)
        elif self.outcome is None or self.outcome[0] != "failed":
            self.outcome = (outcome, detail)


class RecordingRunner(DiscoverRunner):
    """Django's runner, with the ids that it collects and their outcomes written down."""

    def get_resultclass(self) -> type[unittest.TextTestResult]:
        return RecordingResult

    def build_suite(self, *args: Any, **kwargs: Any) -> unittest.TestSuite:
        suite = super().build_suite(*args, **kwargs)
        write(collected=[test.id() for test in iter_test_cases(suite)])
        return suite

    def run_tests(self, *args: Any, **kwargs: Any) -> int:
        failures: int = super().run_tests(*args, **kwargs)
        write(finished=True)
        return failures
