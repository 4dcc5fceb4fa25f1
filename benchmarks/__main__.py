"""The command line: measure, generate a project, or make the report."""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks import databases, machine, plots, report
from benchmarks.generator import Size
from benchmarks.jobs import JOBS
from benchmarks.processes import REPOSITORY
from benchmarks.projects import PACKAGES, OnDisk, generated, package
from benchmarks.results import DJANGO, OURS, Results
from benchmarks.runner import Bench, Wishes, measure_planning

SMALL = ("5x5x10", "5x5x20", "5x10x10")
PLANNING = ("6x5x25+squashes", "12x5x25+squashes")
RESULTS = REPOSITORY / "benchmarks" / "results"
DEFAULT_OUTPUT = REPOSITORY / ".cache" / "benchmarks" / "results.json"


def main() -> int:
    """Carry out one command; return its exit status."""
    options = _parser().parse_args()
    if options.command == "generate":
        project = generated(options.size, options.directory)
        print(project.directory)
        return 0
    if options.command == "report":
        return report_on(options.files or sorted(RESULTS.glob("*.json")), options.docs)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that databases are dropped
    return run(options)


def report_on(files: list[Path], docs: Path) -> int:
    """Write the page and its pictures."""
    runs = [Results.read(path) for path in files]
    pictures = plots.write(runs, docs)
    (docs / "performance.md").write_text(report.page(runs, pictures))
    print(f"Written: {docs / 'performance.md'}")
    return 0


def run(options: argparse.Namespace) -> int:
    """Measure what the options ask for; what there is so far is always in the file."""
    vendors = [vendor for vendor in options.databases if not databases.missing(vendor)]
    results = Results(machine.facts(vendors), {"command_line": shlex.join(sys.argv[1:])})
    results.left_out = [
        f"{vendor}: {why}" for vendor in options.databases if (why := databases.missing(vendor))
    ]
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        directory = Path(name)
        for project in _projects(options, directory, results):
            for vendor in vendors:
                _bench(project, vendor, options, results, directory)
        for size in options.planning:
            print(f"planning of {size}", flush=True)
            project = generated(size, directory)
            measure_planning(project, _wishes(options, "sqlite"), results, directory, _say)
            results.write(options.output)
    results.write(options.output)
    print(f"The results are in {options.output}")
    return 0


def _projects(options: argparse.Namespace, directory: Path, results: Results) -> list[OnDisk]:
    projects = [generated(size, directory) for size in options.sizes]
    for name in options.packages:
        if project := package(name, directory):
            projects.append(project)
        else:
            results.left_out.append(f"{name}: not installed")
    return projects


def _bench(
    project: OnDisk, vendor: str, options: argparse.Namespace, results: Results, directory: Path
) -> None:
    wishes = _wishes(options, vendor)
    if OURS in options.frameworks and OURS not in wishes.frameworks:
        results.left_out.append(f"ours in {project.name} on {vendor}: there is no engine yet")
    if not wishes.frameworks:
        return
    print(f"{project.name} on {vendor}", flush=True)
    Bench(project, vendor, wishes, results, directory, _say).run()
    results.write(options.output)


def _wishes(options: argparse.Namespace, vendor: str) -> Wishes:
    frameworks = tuple(
        framework
        for framework in options.frameworks
        if framework != OURS or databases.has_engine(vendor)
    )
    return Wishes(
        frameworks=frameworks,
        jobs=tuple(options.jobs),
        rounds=options.rounds,
        django_rounds=options.django_rounds or options.rounds,
        count=tuple(options.count),
    )


def _say(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", help="measure ours beside stock Django")
    add_run_options(running)
    reporting = commands.add_parser("report", help="make docs/performance.md of results")
    reporting.add_argument("files", nargs="*", type=Path, help="default: benchmarks/results/*.json")
    reporting.add_argument("--docs", type=Path, default=REPOSITORY / "docs")
    generating = commands.add_parser("generate", help="write a project to look at")
    generating.add_argument("size", type=Size.parse)
    generating.add_argument("directory", type=Path)
    return parser


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that limit what is measured."""
    add = parser.add_argument
    add("--sizes", nargs="*", type=Size.parse, default=[Size.parse(size) for size in SMALL])
    add("--packages", nargs="*", choices=PACKAGES, default=[])
    add("--planning", nargs="*", type=Size.parse, default=[Size.parse(size) for size in PLANNING])
    add("--databases", nargs="*", choices=databases.DATABASES, default=["sqlite", "postgresql"])
    names = [job.name for job in JOBS]
    add("--jobs", nargs="*", choices=names, default=names)
    add("--rounds", type=int, default=1)
    add("--django-rounds", type=int, help="fewer rounds of Django than of ours")
    add("--count", nargs="*", choices=(OURS, DJANGO), default=[OURS, DJANGO])
    add("--output", type=Path, default=DEFAULT_OUTPUT)
    alone = parser.add_mutually_exclusive_group()
    for option, framework in (("--ours-alone", OURS), ("--django-alone", DJANGO)):
        alone.add_argument(option, action="store_const", dest="frameworks", const=(framework,))
    parser.set_defaults(frameworks=(OURS, DJANGO))


if __name__ == "__main__":
    sys.exit(main())
