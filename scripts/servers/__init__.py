"""Database servers for the tests: those that the environment names, else ones of our own.

`running` finds or installs what is needed to start them and keeps them up as long as needed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from servers import building, mariadb, postgresql
from servers.packages import Need, provide

REQUIRED = "REQUIRE_DATABASES"
"""The variable that names the databases without which tests are to fail rather than be skipped."""

VENDORS = (postgresql, mariadb)
NONE = {vendor.VARIABLE: "" for vendor in VENDORS} | {REQUIRED: ""}
"""The environment in which nothing but SQLite is tested."""


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """Give the environment that leads to the servers; those started here end with the block."""
    _prepare()
    with ExitStack() as stack:
        environment = {}
        for vendor in VENDORS:
            given = os.environ.get(vendor.VARIABLE)
            environment[vendor.VARIABLE] = given or _start(vendor.running, vendor.NAME, stack)
        yield environment | {REQUIRED: "postgresql mysql"}


def _start(starting: postgresql.Starting, name: str, stack: ExitStack) -> str:
    begin = time.monotonic()
    url = stack.enter_context(starting())
    print(f"Started {name} for this run in {time.monotonic() - begin:.1f} s", flush=True)
    return url


def _prepare() -> None:
    """Find, else install, the servers that no variable names and what their drivers are built of."""
    needs: list[Need] = [v.NEED for v in VENDORS if not os.environ.get(v.VARIABLE)]
    provide([*needs, *building.NEEDS])
