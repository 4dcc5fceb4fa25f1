"""Run Django's own test suite on migrations_core and judge the outcome.

python tests/django_suite/run.py [LABEL ...] [--database DATABASE] [-k PATTERN] [--django-only]

Exits with 1 when a test fails that is not in known_differences/, when a listed one passes, when a
test that stock Django runs is skipped or not collected, and when a label's process does not come to
its end.
"""

from __future__ import annotations

import argparse
import os
import sys
from argparse import RawDescriptionHelpFormatter as RawDescription
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)

from tests import databases, servers  # noqa: E402 (a script)
from tests.django_suite import comparing, labels, reporting, running, sdist  # noqa: E402

CACHE = ROOT / ".cache" / "django-suite"


def main() -> int:
    """Run what the arguments ask for; return the exit status."""
    options = _parse()
    try:
        driver = _use_server(options)
        version = installed_version("django")
        tests = sdist.tests_directory(version, CACHE)
    except PackageNotFoundError:
        return _fail("Django is not installed for this Python.")
    except (sdist.SdistUnavailable, databases.ServerUrlError) as error:
        return _fail(str(error))
    suite = running.Suite(tests, options.database, "ours", tuple(options.patterns))
    place = "-".join(filter(None, (options.database, _server(options.database), driver)))
    print(f"Django {version}, Python {sys.version.split()[0]}, {place}", flush=True)
    python = f"py{sys.version_info.major}.{sys.version_info.minor}"
    stock_cache = CACHE / f"stock-{version}-{python}-{place}"
    stock = running.StockResults(suite, stock_cache, refresh=options.refresh_django)
    if options.django_only:
        return _run_on_django(stock, options)
    return _run_on_us(suite, stock, version, options)


def _use_server(options: argparse.Namespace) -> str:
    """Make sure that there is a server; return the name of the driver if there is a choice."""
    vendor = labels.DATABASES[options.database].server
    if vendor and databases.server_of(vendor) is None:
        raise databases.ServerUrlError(
            f"{options.database} needs {databases.URLS[vendor]}, the URL of a server;"
            " ./run servers COMMAND starts one for the time of a command"
        )
    if vendor != "postgresql":
        return ""
    if options.driver:
        os.environ[databases.DRIVER] = options.driver
    return databases.choose_driver()


def _server(database: str) -> str:
    """Return the version of the server, on which it depends what stock Django's tests give."""
    vendor = labels.DATABASES[database].server
    return servers.version(vendor) if vendor else ""


def _fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    return 1


def _run_on_django(stock: running.StockResults, options: argparse.Namespace) -> int:
    found = stock.of(options.labels, options.processes)
    reporting.report_stock(found)
    return int(any(result.crash for result in found))


def _run_on_us(
    suite: running.Suite, stock: running.StockResults, version: str, options: argparse.Namespace
) -> int:
    expected = stock.of(options.labels, options.processes)
    crashed = [result.crash for result in expected if result.crash]
    if crashed:
        return _fail("\n".join(["stock Django itself did not come to its end:", *crashed]))
    listed = comparing.known_differences(options.database, version)
    verdicts = [
        comparing.judge(
            ours,
            django.matching(options.patterns),
            comparing.differences_of(ours.label, listed, options.patterns),
        )
        for ours, django in zip(
            running.run_all(suite, options.labels, options.processes), expected, strict=True
        )
    ]
    reporting.report(verdicts, full=options.full)
    return int(not all(verdict.acceptable for verdict in verdicts))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=RawDescription)
    option = parser.add_argument
    groups = ", ".join(labels.GROUPS)
    option("labels", nargs="*", help=f"also: {groups}; the default depends on the database")
    option("--database", choices=sorted(labels.DATABASES), default="sqlite")
    option("--driver", choices=databases.DRIVERS, help="for PostgreSQL (default: psycopg3)")
    option("--processes", type=int, default=2, help="labels at a time (default: 2)")
    option("-k", dest="patterns", action="append", default=[], help="as unittest -k")
    option("--full", action="store_true", help="print whole tracebacks")
    option("--django-only", action="store_true", help="run stock Django only")
    option("--refresh-django", action="store_true", help="run stock Django anew, not the cache")
    options = parser.parse_args()
    options.labels = labels.expand(options.labels, options.database)
    return options


if __name__ == "__main__":
    sys.exit(main())
