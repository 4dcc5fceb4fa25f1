"""The project's commands: ``./run example``, ``./run test``, ``./run ci``, ``./run servers``, ``./run bench``.

Runs on a bare Python with nothing installed; each command makes the virtual environments that it
needs below ``.cache/`` and reuses them while ``pyproject.toml`` stays the same.
"""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType
from typing import NoReturn

import bench
import ci
import example
import serve
from places import SetupError


def main() -> int:
    """Run one command; return its exit status."""
    options = vars(_parser().parse_args())
    action, _ = COMMANDS[options.pop("command")]
    signal.signal(signal.SIGTERM, _end)
    try:
        return action(**options)
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run", description=__doc__.splitlines()[0])
    adding = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands = {
        name: adding.add_parser(name, help=summary, description=summary)
        for name, (_, summary) in COMMANDS.items()
    }
    commands["example"].add_argument(
        "--framework", choices=example.FRAMEWORKS, default="migrations_core"
    )
    commands["example"].add_argument(
        "--verbose", action="store_true", help="show all that the commands print"
    )
    commands["test"].add_argument(
        "--sqlite-only", action="store_true", help="test on no database server"
    )
    commands["ci"].add_argument(
        "--only", dest="halves", action="append", choices=ci.HALVES, help="one half; default: both"
    )
    commands["servers"].add_argument(
        "--newest", action="store_true", help="the newest PostgreSQL and MySQL"
    )
    commands["servers"].add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="COMMAND", help="default: wait until Ctrl-C"
    )
    commands["bench"].add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="COMMAND", help="default: small projects"
    )
    return parser


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """Leave as after Ctrl-C, so that everything that was started is ended."""
    raise KeyboardInterrupt


COMMANDS = {
    "example": (example.run, "migrate the example project on SQLite, back and forth"),
    "test": (ci.run_tests, "run the tests on SQLite, PostgreSQL, MariaDB and MySQL"),
    "ci": (ci.run_all, "run everything that has to be green before a change goes in"),
    "bench": (bench.run, "measure us beside stock Django; run, report or generate"),
    "servers": (serve.run, "keep database servers up while a command runs"),
}

if __name__ == "__main__":
    sys.exit(main())
