"""Turn results into a page: tables with ratios, floors, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.generator import Size
from benchmarks.jobs import FLOOR, JOBS, REPLAYS, TITLES
from benchmarks.results import DJANGO, OURS, Measurement, Results, ratio, ratio_beyond
from benchmarks.results import FLOOR as THE_FLOOR

NONE = "-"
WHERE = {"sqlite": "SQLite (a file)", "postgresql": "PostgreSQL", "mysql": "MariaDB or MySQL"}
PARTS = ("imports", "load", "plan", "state", "together")
NAMES = {"commit": "migrations_core", "sqlite": "SQLite", "postgresql": "PostgreSQL"}

INTRODUCTION = """\
# Performance

Made by `python -m benchmarks report` from the files in `benchmarks/results/`; do not edit it here.

A job is a process of its own, from the start of Python to its end. In every round each job is run with
migrations_core and with stock Django, who begins changes from round to round, and a ratio compares two processes of
the same round: it says how many times as much CPU Django's takes. "Beyond checks" compares the medians without what
no migration framework adds: `manage.py check`, which is the project's set-up and Django's system checks. CPU is what
the process uses itself, user and system, without the database server's part; s is time on the clock, MiB the peak of
its memory. CPU and clock are medians over the rounds, memory is the largest of them. SQL is the number of statements,
counted in further runs that are not measured; those that begin and end transactions are left out. The floor is what
no framework avoids, unless by other SQL.

A project "20x10x50" has 20 apps with 10 models and 50 migrations each, written by `python -m benchmarks generate`. What
follows the numbers says in what it is another kind of project: "single" and "small" have migrations of one and of up to
three operations, "large" of five to ten; "rows" a fifth of functions over rows, which use reverse relations and
delete, "norows" none; "narrow" and "wide" have models of few and of many fields, "related" and "unrelated" of many
and of no relations.
"""


def page(runs: Sequence[Results], plots: Sequence[tuple[str, str]] = ()) -> str:
    """Return the whole page; plots are titles and paths of images."""
    parts = [INTRODUCTION, *(f"![{title}]({path})\n" for title, path in plots)]
    parts += ["## Fresh `migrate` in every project, the least ratio first\n", least_table(runs)]
    for results in runs:
        parts += section(results)
    return "\n".join(parts)


def section(results: Results) -> Iterator[str]:
    """Yield the parts of the page that show one run."""
    yield f"## Run of {results.machine['date']}\n"
    yield _machine(results)
    places = dict.fromkeys((m.project, m.database) for m in results.measurements)
    for project, database in places:
        if database != "none":
            yield f"### {project} on {WHERE[database]}\n"
            yield jobs_table(results, project, database)
            yield floor_table(results, project, database)
    if planned := [project for project, database in places if database == "none"]:
        yield "### Loading, ordering, planning and the final state\n"
        yield "Seconds of CPU, without a database; the import of the files is shown apart.\n"
        yield planning_table(results, planned)
    if results.left_out:
        yield "Left out:\n"
        yield "".join(f"- {what}\n" for what in results.left_out)


def jobs_table(results: Results, project: str, database: str) -> str:
    """Compare the frameworks job by job."""
    header = (
        "job | Django CPU | ours CPU | ratio, least | ratio, median | beyond checks | Django s | ours s"
        " | Django MiB | ours MiB | Django SQL | ours SQL"
    )
    rows = []
    checks = results.find(project, database, "checks", THE_FLOOR)
    for job in JOBS:
        theirs, ours = (results.find(project, database, job.name, f) for f in (DJANGO, OURS))
        if theirs or ours:
            rows.append([job.title, *_cells(theirs, ours, checks)])
    return _table(header.split(" | "), rows)


def least_table(runs: Sequence[Results]) -> str:
    """Show what a fresh migrate gains in each project, beginning where that is least."""
    rows = []
    for results in runs:
        for ours in results.measurements:
            if (ours.job, ours.framework) == ("fresh", OURS):
                theirs = results.find(ours.project, ours.database, "fresh", DJANGO)
                if compared := ratio(theirs, ours):
                    rows.append((compared.least, ours.project, WHERE[ours.database]))
    cells = [[project, where, f"{least:.1f}"] for least, project, where in sorted(rows)]
    return _table(["project", "database", "ratio, least"], cells)


def floor_table(results: Results, project: str, database: str) -> str:
    """Show what set-up, imports and the SQL cost alone, and how far above that we are."""
    rows = [
        [TITLES[job.name], _seconds(found.cpu), _seconds(found.wall)]
        for job in (*FLOOR, *REPLAYS.values())
        if (found := results.find(project, database, job.name, THE_FLOOR))
    ]
    if floor := floor_of_fresh(results, project, database):
        rows.append(["floor of the fresh `migrate`: imports and our SQL", _seconds(floor), NONE])
    return _table(["floor", "CPU", "s"], rows)


def floor_of_fresh(results: Results, project: str, database: str) -> float | None:
    """Return the CPU that a fresh migrate with our SQL cannot do without."""
    names = ("imports", REPLAYS[OURS].name)
    found = [results.find(project, database, name, THE_FLOOR) for name in names]
    return sum(m.cpu for m in found if m) if all(found) else None


def planning_table(results: Results, projects: Sequence[str]) -> str:
    """Show each part of planning for projects of several sizes."""
    header = ["project", "migrations", "framework", *PARTS, "ratio, least"]
    rows = []
    for project in projects:
        for framework in (OURS, DJANGO):
            found = [results.find(project, "none", f"planning.{p}", framework) for p in PARTS]
            cells = [_seconds(m.cpu, digits=3) for m in found if m]
            if cells:
                together = results.find(project, "none", "planning.together", DJANGO)
                compared = ratio(together, found[-1]) if framework == OURS else None
                least = f"{compared.least:.1f}" if compared else NONE
                migrations = str(Size.parse(project).all_migrations)
                rows.append([project, migrations, framework, *cells, least])
    return _table(header, rows)


def _cells(
    theirs: Measurement | None, ours: Measurement | None, checks: Measurement | None
) -> Iterator[str]:
    both = (theirs, ours)
    compared = ratio(theirs, ours)
    yield from (_seconds(m.cpu) if m and m.samples else NONE for m in both)
    yield from (f"{r:.1f}" for r in (compared.least, compared.middle)) if compared else (NONE,) * 2
    beyond = ratio_beyond(checks, theirs, ours)
    yield f"{beyond:.1f}" if beyond else NONE
    yield from (_seconds(m.wall) if m and m.samples else NONE for m in both)
    yield from (f"{m.peak:.0f}" if m and m.samples else NONE for m in both)
    yield from (str(m.statements["all"]) if m and m.statements else NONE for m in both)


def _machine(results: Results) -> str:
    facts = [
        f"{NAMES.get(name, name)} {value}"
        for name, value in results.machine.items()
        if name != "date"
    ]
    command = results.options.get("command_line", "")
    return f"{', '.join(facts)}.\n\n    python -m benchmarks {command}\n"


def _seconds(value: float, *, digits: int = 2) -> str:
    return f"{value:.{digits}f}" if value < 100 else f"{value:.0f}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
