"""What ``./run test`` and ``./run ci`` consist of."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import checks
import matrix
import pythons
import servers
from checks import Target
from environments import python_for
from places import SetupError
from servers import Servers
from steps import Result, Step, run_stages, summarize

GROUPS = ("test", "projects", "lint", "types", "layers", "docs", "package")
DRIVERS = ("postgresql", "mysql")  # the groups of the vendors' names; the last needs a compiler
HALVES = ("quick", "slow")
BETWEEN = ("3.12", "6.0")  # neither the oldest nor the newest
REDUCED = ("framework", "postgres")  # labels of Django's suite
NO_SERVERS = Servers(servers.NONE)

UNTESTED = """
!!! --sqlite-only: NOTHING WAS TESTED ON POSTGRESQL, NOTHING ON MARIADB OR MYSQL.
!!! Most of what a schema editor does differs between them; ./run test without it tests them all.
"""

Stages = Sequence[Sequence[Step]]


def run_all(*, halves: Sequence[str] | None = None) -> int:
    """Run everything: each Python, each Django, each database; or the halves that are named."""
    halves = halves or HALVES
    start = time.monotonic()
    with ExitStack() as stack:
        own = stack.enter_context(servers.running())
        newest = stack.enter_context(servers.running(servers.NEWEST, all_of=False))
        targets, missing = _targets()
        stages: list[Sequence[Step]] = []
        rest: list[Step] = []
        if "quick" in halves:
            stages += _first(_named(targets)[0], own)
            rest += _quick(targets, own, newest)
        if "slow" in halves:
            rest += _slow(targets, own, newest)
        return _run([*stages, rest], [*newest.missing, *missing], start)


def run_tests(*, sqlite_only: bool = False) -> int:
    """Run the tests on this Python and every database that can be had, or in a hurry on one."""
    start = time.monotonic()
    version = pythons.running().version
    django = matrix.newest_django(version)
    if sqlite_only:
        print(UNTESTED, flush=True)
        target = Target(version, django, python_for(django, *GROUPS))
        status = _run(_tests(target), [], start)
        print(UNTESTED, flush=True)
        return status
    with ExitStack() as stack:
        own, newest = (
            stack.enter_context(servers.running(sources, all_of=False))
            for sources in (servers.MACHINES_OWN, servers.NEWEST)
        )
        vendors = sorted({*own.vendors, *newest.vendors})
        target = Target(version, django, python_for(django, *GROUPS, *vendors))
        return _run(_tests(target, own, newest), [*own.missing, *newest.missing], start)


def _tests(target: Target, *found: Servers) -> Stages:
    """Return our tests and Django's, on the databases that there are."""
    first, *others = found or (NO_SERVERS,)
    ours = [checks.pytest(target, first)]
    ours += [checks.pytest(target, other, "servers") for other in others if other.vendors]
    suites = checks.django_suites(target, first, *others, labels=REDUCED)
    return [*([step] for step in ours), suites]


def _first(target: Target, own: Servers) -> list[Sequence[Step]]:
    """Return what shows most mistakes soonest."""
    return [checks.static(target), [checks.pytest(target, own, "not slow")]]


def _quick(targets: dict[tuple[str, str], Target], own: Servers, newest: Servers) -> list[Step]:
    """Return the quick half of our tests with each pair of Python and Django but the main one, and what uses us."""
    main, oldest, latest = _named(targets)
    on_servers = {oldest: own, latest: newest if newest.vendors else own}
    on_sqlite = [target for target in targets.values() if target not in {main, *on_servers}]
    quick = [
        checks.pytest(target, servers_, "not slow", workers=1, minutes=5)
        for target, servers_ in on_servers.items()
        if target != main
    ]
    quick[-1:] = map(checks.in_new_processes, quick[-1:])
    if latest == main and newest.vendors:
        quick.append(checks.pytest(main, newest, "not slow and servers", workers=1, minutes=4))
    quick += [
        checks.pytest(target, NO_SERVERS, "not slow and not tools", workers=1, minutes=2)
        for target in on_sqlite
    ]
    examples = [step for target in (main, oldest) for step in checks.examples(target)]
    return [*quick, *checks.packages(main, oldest), *examples]


def _slow(targets: dict[tuple[str, str], Target], own: Servers, newest: Servers) -> list[Step]:
    """Return the tests that build whole projects, and Django's suite.

    All labels are run on every kind of server; what is about schemas and migrations also with the other versions of
    servers, Django and Python.
    """
    main, oldest, latest = _named(targets)
    steps = [checks.pytest(main, own, "slow", workers=1, minutes=20)]
    if newest.vendors:
        steps.append(checks.pytest(main, newest, "slow and servers", workers=1, minutes=20))
    between = targets.get(BETWEEN, main)
    steps += checks.django_suites(main, newest if newest.vendors else own)
    steps += checks.django_suites(oldest, own, labels=REDUCED)
    if newest.vendors:
        steps += checks.django_suites(main, own, labels=REDUCED)[1:]
    for target in {between, latest} - {main, oldest}:
        steps += checks.django_suites(target, labels=REDUCED)
    return [*steps, checks.benchmarks(main, own)]


def _named(targets: dict[tuple[str, str], Target]) -> tuple[Target, Target, Target]:
    """Return what most is run with, and the oldest and the newest pair."""
    pairs = list(targets.values())
    return pairs[0], min(pairs, key=Target.age), max(pairs, key=Target.age)


def _targets() -> tuple[dict[tuple[str, str], Target], list[str]]:
    """Set up every pair that can be had, the main one first; say which cannot."""
    main = (_main_version(), matrix.NEWEST_DJANGO)
    found, missing = {}, []
    for version in sorted({version for version, _ in matrix.pairs()}):
        try:
            found[version] = pythons.find(version)
        except SetupError as error:
            missing.append(str(error))
    others = [pair for pair in matrix.pairs() if pair != main and pair[0] in found]
    with_servers = {main, others[0], others[-1]}

    def prepared(pair: tuple[str, str]) -> Target:
        version, django = pair
        groups = GROUPS if pair == main else ("test",)
        drivers = DRIVERS if pair in with_servers else ()
        return Target(version, django, python_for(django, *groups, *drivers, version=version))

    pairs = [main, *others]
    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip(pairs, pool.map(prepared, pairs), strict=True)), missing


def _main_version() -> str:
    """Return the Python of most steps: the one that runs this, unless it is too old."""
    here = pythons.running().version
    if matrix.is_new_enough(here, matrix.NEWEST_DJANGO):
        return here
    for version in matrix.PYTHONS_OF[matrix.NEWEST_DJANGO]:
        with suppress(SetupError):
            return pythons.find(version).version
    raise SetupError(f"Django {matrix.NEWEST_DJANGO} needs a newer Python than {here}.")


def _run(stages: Stages, missing: Sequence[str], start: float) -> int:
    results = run_stages(stages, workers=(os.cpu_count() or 1) + 1)  # some of them wait for servers
    status = summarize(results, time.monotonic() - start)
    for sentence in missing:
        print(f"NOT TESTED: {sentence}")
    print(_closing_line(results))
    sys.stdout.flush()
    return status


def _closing_line(results: list[Result]) -> str:
    """Return what pytest said last, in all its runs together."""
    logs = [result.log for result in results if result.step.name.startswith("pytest")]
    return checks.total(logs) if logs else "pytest did not run"
