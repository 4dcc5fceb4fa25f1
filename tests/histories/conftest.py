"""Histories on disk, and the comparison of the two sides."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.histories.sides import APP, django_tells, files, we_tell
from tests.snapshots.diff import diff

VENDORS = ("sqlite", "postgresql", "mysql")


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def install(apps: Any, django_db_blocker: Any) -> Iterator[Callable[..., list[str]]]:
    """Write migrations, given as lists of operations, and give the targets there and back.

    Another call takes the place of the one before.
    """

    def install(*migrations: Any, back: bool = True) -> list[str]:
        context.close()
        apps.labels.clear()
        shutil.rmtree(apps.path / APP, ignore_errors=True)
        texts = files(iter(migrations))
        apps.add(APP, texts)
        context.enter_context(apps.installed())
        names = sorted(name.removesuffix(".py") for name in texts)
        return [names[-1], *(reversed(names[:-1]) if back else ()), *(["zero"] if back else [])]

    with django_db_blocker.unblock(), ExitStack() as context:
        yield install


@pytest.fixture
def same(install: Any) -> Callable[..., None]:
    """Let both sides carry out a history, and fail where they do not leave the same behind."""

    def same(vendor: str, *migrations: Any, back: bool = True) -> None:
        targets = install(*migrations, back=back)
        stock, ours = django_tells(vendor, targets), we_tell(vendor, targets)
        assert [(step.target, step.failed) for step in ours] == [
            (step.target, step.failed) for step in stock
        ]
        for before, after in zip(stock, ours, strict=True):
            assert not diff(before, after), f"at {before.target}"

    return same
