"""The project's commands: ``./run example``, ``./run test``, ``./run ci``.

Runs on a bare Python with nothing installed; each command makes the virtual environments that it
needs below ``.cache/`` and reuses them while ``pyproject.toml`` stays the same.
"""

from __future__ import annotations

import argparse
import sys

import ci
import example
from environments import SetupError


def main() -> int:
    """Run one command; return its exit status."""
    parser = argparse.ArgumentParser(prog="./run", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name == "example":
            command.add_argument(
                "--framework", choices=example.FRAMEWORKS, default="migrations_core"
            )
    options = vars(parser.parse_args())
    action, _ = COMMANDS[options.pop("command")]
    try:
        return action(**options)
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
    return 1


COMMANDS = {
    "example": (example.run, "migrate the example project on SQLite, back and forth"),
    "test": (ci.run_tests, "run the tests"),
    "ci": (ci.run_all, "run everything that has to be green before a change goes in"),
}

if __name__ == "__main__":
    sys.exit(main())
