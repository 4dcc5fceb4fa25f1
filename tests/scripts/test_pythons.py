"""The Pythons that are looked for are found, or said to be missing."""

from __future__ import annotations

import sys

import pytest

import pythons
from places import SetupError


def test_the_python_that_runs_is_found_first() -> None:
    version = ".".join(map(str, sys.version_info[:2]))

    assert str(pythons.find(version).path) == sys.executable


def test_a_python_that_is_nowhere_is_named() -> None:
    with pytest.raises(SetupError, match=r"^No Python 3\.99 with the module venv was found\.$"):
        pythons.find("3.99")
