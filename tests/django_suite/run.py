"""Run Django's own test suite on migrations_core and judge the outcome.

python tests/django_suite/run.py [LABEL ...] [-k PATTERN] [--django-only] [--full]

Exits with 1 when a test fails that is not in known_differences/, when a listed one passes, when a
test that stock Django runs is skipped or not collected, and when a label's process does not come to
its end.
"""

from __future__ import annotations

import argparse
import sys
from argparse import RawDescriptionHelpFormatter as RawDescription
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)

from tests.django_suite import comparing, labels, reporting, running, sdist  # noqa: E402 (a script)

CACHE = ROOT / ".cache" / "django-suite"


def main() -> int:
    """Run what the arguments ask for; return the exit status."""
    options = _parse()
    try:
        version = installed_version("django")
        tests = sdist.tests_directory(version, CACHE)
    except PackageNotFoundError:
        return _fail("Django is not installed for this Python.")
    except sdist.SdistUnavailable as error:
        return _fail(str(error))
    suite = running.Suite(tests, options.database, "ours", tuple(options.patterns))
    print(f"Django {version}, Python {sys.version.split()[0]}, {options.database}", flush=True)
    python = f"py{sys.version_info.major}.{sys.version_info.minor}"
    stock_cache = CACHE / f"stock-{version}-{python}-{options.database}"
    stock = running.StockResults(suite, stock_cache, refresh=options.refresh_django)
    if options.django_only:
        return _run_on_django(stock, options)
    return _run_on_us(suite, stock, version, options)


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
    option("labels", nargs="*", default=list(labels.DEFAULT), help="default: see labels.py")
    option("--database", choices=sorted(labels.DATABASES), default="sqlite")
    option("--processes", type=int, default=2, help="labels at a time (default: 2)")
    option("-k", dest="patterns", action="append", default=[], help="as unittest -k")
    option("--full", action="store_true", help="print whole tracebacks")
    option("--django-only", action="store_true", help="run stock Django only")
    option("--refresh-django", action="store_true", help="run stock Django anew, not the cache")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
