"""Keep database servers up for a command, or until Ctrl-C."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Sequence

import servers

A_WHILE = 3600


def run(arguments: Sequence[str], *, newest: bool) -> int:
    """Run a command with servers; without one, print what leads to the servers and wait."""
    with servers.running(servers.NEWEST if newest else servers.MACHINES_OWN) as found:
        environment = found.environment
        if arguments:
            return subprocess.run(arguments, env=os.environ | environment, check=False).returncode
        for name, value in environment.items():
            print(f"export {name}={shlex.quote(value)}")
        print("# The servers are up until Ctrl-C.", flush=True)
        while True:
            time.sleep(A_WHILE)
