"""Questions with yes or no for an answer, asked before anything has been written."""

from __future__ import annotations

import sys
from typing import Any


def wishes_to_proceed(stdout: Any) -> bool:
    """Ask until somebody says yes or no; nothing is no, and leaving (Ctrl-C, end of input) ends the command."""
    while True:
        stdout.write("Do you wish to proceed? [y/N] ", ending="")
        stdout.flush()
        try:
            answer = input()[:1].lower()
        except (KeyboardInterrupt, EOFError):
            stdout.write("\nCancelled.")
            sys.exit(1)
        if answer in ("", "y", "n"):
            return answer == "y"
