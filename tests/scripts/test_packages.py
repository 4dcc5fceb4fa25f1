"""What cannot be installed is named, with everything that helps."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from places import SetupError
from servers.packages import Need, provide

COMPILER = Need("a C compiler", ("gcc",), lambda: False)
SERVER = Need("PostgreSQL 15 or later", ("postgresql",), lambda: False, "TEST_POSTGRESQL_URL")


@pytest.fixture
def no_apt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def apt_that_says(text: str, directory: Path) -> None:
    apt = directory / "apt-get"
    apt.write_text(f"#!/bin/sh\necho '{text}' >&2\nexit 100\n")
    apt.chmod(0o755)


def test_nothing_is_done_when_nothing_is_missing(no_apt: None) -> None:
    provide([Need("Python", ("python3",), lambda: True)])


def test_what_is_missing_is_named_with_packages_and_ways_round_it(no_apt: None) -> None:
    with pytest.raises(SetupError) as refusal:
        provide([SERVER, COMPILER])

    assert str(refusal.value) == (
        "The tests need PostgreSQL 15 or later, a C compiler. Install that (on Debian and Ubuntu:"
        " apt-get install postgresql gcc), set TEST_POSTGRESQL_URL to the URL of a server,"
        " or test less with ./run test --sqlite-only."
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs packages")
def test_what_apt_get_complains_of_is_passed_on(no_apt: None, tmp_path: Path) -> None:
    apt_that_says("E: no network", tmp_path)

    with pytest.raises(SetupError, match=r"apt-get says: E: no network$"):
        provide([COMPILER])
