"""Database servers for the tests: those that the environment names, else ones of our own.

There are two sets: the servers of the machine, and the newest ones. A run of the tests knows one server of a vendor,
so that whoever wants both runs them twice.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field

import unstable
from places import SetupError
from servers import building, mariadb, mysql, pgbouncer, postgresql
from servers.packages import Need, provide

REQUIRED = "REQUIRE_DATABASES"
"""The variable that names the databases without which tests are to fail rather than be skipped."""

VARIABLES = {"postgresql": postgresql.VARIABLE, "mysql": mariadb.VARIABLE}
NONE = dict.fromkeys((*VARIABLES.values(), REQUIRED), "")
"""The environment in which nothing but SQLite is tested."""


@dataclass(frozen=True, slots=True)
class Source:
    """A server that the variable `given` names, or `start` starts; the tests find it by `variable`."""

    vendor: str
    name: str
    variable: str
    given: str
    start: Callable[[], AbstractContextManager[str]]
    version: str = ""
    installed: tuple[Need, ...] = ()
    driver: tuple[Need, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


MACHINES_OWN = (
    Source(
        "postgresql", "PostgreSQL", postgresql.VARIABLE, postgresql.VARIABLE,
        postgresql.running, installed=(postgresql.NEED,),
    ),
    Source(
        "mysql", "MariaDB", mariadb.VARIABLE, mariadb.VARIABLE,
        mariadb.running, installed=(mariadb.NEED,), driver=building.NEEDS,
    ),
)  # fmt: skip
NEWEST = (
    Source(
        "postgresql", "PostgreSQL", postgresql.VARIABLE, "TEST_NEWEST_POSTGRESQL_URL",
        postgresql.running_newest, unstable.POSTGRESQL,
    ),
    Source(
        "mysql", "MySQL", mysql.VARIABLE, "TEST_NEWEST_MYSQL_URL",
        mysql.running, unstable.MYSQL, driver=building.NEEDS,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Servers:
    """The environment that leads to servers; what is missing, and why, in sentences."""

    environment: dict[str, str]
    missing: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def vendors(self) -> list[str]:
        """The vendors that there are."""
        return self.environment[REQUIRED].split()

    @property
    def databases(self) -> dict[str, str]:
        """What Django's suite calls the databases that there are, and what people call them."""
        schemes = {
            vendor: self.environment[VARIABLES[vendor]].partition(":")[0] for vendor in self.vendors
        }
        names = {
            vendor: vendor if vendor == "postgresql" else scheme
            for vendor, scheme in schemes.items()
        }
        return {
            name: f"{name} {self.versions.get(vendor, '')}".strip()
            for vendor, name in names.items()
        }


@contextmanager
def running(
    sources: tuple[Source, ...] = MACHINES_OWN, *, all_of: bool = True
) -> Iterator[Servers]:
    """Give servers, which end with the block if they were started here.

    Without `all_of` one that cannot be had is missing; with it that is an error.
    """
    environment, missing, versions = dict(NONE), [], {}
    with ExitStack() as stack:
        for source in sources:
            try:
                environment[source.variable] = _one(source, stack)
            except SetupError as error:
                if all_of:
                    raise
                missing.append(f"{source}: {error}")
                print(f"No {missing[-1]}", flush=True)
            else:
                versions[source.vendor] = source.version
                environment[REQUIRED] = f"{environment[REQUIRED]} {source.vendor}".strip()
        if "postgresql" in versions:
            missing += _poolers()
        yield Servers(environment, tuple(missing), versions)


def _poolers() -> list[str]:
    """Install what tests start themselves in front of PostgreSQL; return what is missing, which they can do without."""
    try:
        provide([pgbouncer.NEED])
    except SetupError as error:
        print(f"No PgBouncer: {error}", flush=True)
        return [f"PgBouncer: {error}"]
    return []


def _one(source: Source, stack: ExitStack) -> str:
    """Return the URL of a server whose driver can be installed."""
    given = os.environ.get(source.given, "")
    provide([*source.driver, *(() if given else source.installed)])
    if given:
        return given
    begin = time.monotonic()
    url = stack.enter_context(source.start())
    seconds = time.monotonic() - begin
    print(f"Started {source} for this run in {seconds:.1f} s", flush=True)
    return url
