"""Where the database servers of the tests are: URLs in the environment say so.

`TEST_POSTGRESQL_URL=postgresql://user:password@127.0.0.1:5432/postgres` and
`TEST_MYSQL_URL=mariadb://user:password@127.0.0.1:3306/` (or `mysql://` for MySQL) name users who may
create databases. `TEST_POSTGRESQL_DRIVER` chooses `psycopg2` or `psycopg3`, which is the default.
Imports nothing of Django, because the driver has to be chosen before that.
"""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import unquote, urlsplit

URLS = {"postgresql": "TEST_POSTGRESQL_URL", "mysql": "TEST_MYSQL_URL"}
DRIVER = "TEST_POSTGRESQL_DRIVER"
DRIVERS = ("psycopg3", "psycopg2")
REQUIRED = "REQUIRE_DATABASES"
SCHEMES = {"postgresql": ("postgresql", "postgres"), "mysql": ("mysql", "mariadb")}


class ServerUrlError(Exception):
    """A variable holds something that is not the URL of a server of its kind."""


def server_of(vendor: str) -> dict[str, Any] | None:
    """Return the part of Django's DATABASES that leads to a server, None if no variable does."""
    url = os.environ.get(URLS[vendor], "")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES[vendor] or not parts.hostname:
        raise ServerUrlError(
            f"{URLS[vendor]} should look like {SCHEMES[vendor][0]}://user:password@host:port/,"
            f" but it is {url!r}"
        )
    return {
        "HOST": parts.hostname,
        "PORT": parts.port or "",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
    }


def is_required(vendor: str) -> bool:
    """Tell whether tests are to fail, rather than be skipped, without this database."""
    return vendor in os.environ.get(REQUIRED, "").replace(",", " ").split()


def choose_driver() -> str:
    """Keep psycopg 3 from being found if psycopg2 is meant; Django prefers the newer one."""
    driver = os.environ.get(DRIVER) or DRIVERS[0]
    if driver not in DRIVERS:
        raise ServerUrlError(f"{DRIVER} is {driver!r}, not one of {', '.join(DRIVERS)}")
    if driver == "psycopg2":
        sys.modules["psycopg"] = None  # type: ignore[assignment]  # what makes an import fail
    return driver
