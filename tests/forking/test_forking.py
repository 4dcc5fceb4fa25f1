"""A fork of the server is to a script what a new process is."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests import forking
from tests.forking import Script

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked elsewhere")

REPOSITORY = Path(__file__).parents[2]

# A Python that a shell script starts has a PWD that nobody gave it.
SCRIPTS = {
    "what it finds": """
        import os, signal, sys, threading, warnings
        main = sys.modules["__main__"]
        for fact in {
            "arguments": [sys.argv, sys.orig_argv[1:]], "path": sys.path, "flags": str(sys.flags),
            "folder": os.getcwd(), "variables": sorted(os.environ.items() - {("PWD", os.getcwd())}),
            "group": os.getpgrp(), "session": os.getsid(0),
            "main": [main is sys.modules[__name__], __name__, __file__, __doc__, __spec__, type(__loader__).__name__],
            "names": sorted(globals()), "bytecode": sys.dont_write_bytecode, "hook": repr(sys.excepthook),
            "streams": [(s.name, s.encoding, s.errors, s.isatty(), s.line_buffering, s.write_through, s.newlines)
                        for s in (sys.stdin, sys.stdout, sys.stderr)],
            "signals": [repr(signal.getsignal(number)) for number in signal.valid_signals()],
            "threads": [threading.active_count(), threading.current_thread() is threading.main_thread()],
            "filters": repr(warnings.filters), "interpreter": [sys.executable, sys.prefix, sys.version],
        }.items():
            print(*fact)
    """,
    "what is typed": "print([input('Name? '), input(), __import__('sys').stdin.read()])",
    "too little typed": "input('Name? '); input()",
    "bytes and letters": r"import sys; sys.stdout.buffer.write('ä→\n'.encode()); print('é', file=sys.stderr)",
    "the output of others": """
        import subprocess
        print(1, flush=True)
        subprocess.run(["/bin/sh", "-c", "cat; echo 2; echo 3 >&2"])
    """,
    "a status": "import sys; sys.exit(3)",
    "a negative status": "import sys; sys.exit(-1)",
    "no status": "raise SystemExit",
    "a message": "import sys; print('so far'); sys.exit('no further')",
    "an exception": """
        def f():
            1 / 0

        try:
            f()
        except ZeroDivisionError as error:
            raise ValueError("no") from error
    """,
    "a hook for exceptions": "import sys\nsys.excepthook = lambda *error: print(error[:2])\n1 / 0",
    "no Python": "if so:\nnot\n",
    "an interruption": "import os, signal; print('so far'); os.kill(os.getpid(), signal.SIGINT)",
    "an end by a signal": "import os, signal; print('so far', flush=True); os.kill(os.getpid(), signal.SIGTERM)",
    "a sudden end": "import os; print('lost'); os._exit(7)",
    "what is left to the end": """
        import atexit, sys, threading, time
        def late():
            time.sleep(0.2)
            print("the thread")
        threading.Thread(target=late).start()
        atexit.register(print, "the first one registered")
        atexit.register(print, "the second one")
        file = open("left open", "w")
        file.write("what is in it")
        print("the script")
    """,
    "chance": "import random, uuid; print(len({random.random(), uuid.uuid4()}))",
}


@pytest.fixture
def environment() -> dict[str, str]:
    ours = {"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1", "MARK": "here"}
    return {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ} | ours


Write = Callable[..., Script]


@pytest.fixture
def write(tmp_path: Path, environment: Mapping[str, str]) -> Write:
    """Write a script; its folder has a link in its name, as temporary folders may have."""
    (tmp_path / "place").mkdir()
    (tmp_path / "link").symlink_to("place")

    def write(text: str, *arguments: str, **others: object) -> Script:
        lines = text.splitlines()
        indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        (tmp_path / "place" / "manage.py").write_text("\n".join(line[indent:] for line in lines))
        return Script(
            ("manage.py", *arguments),
            tmp_path / "link",
            environment,
            "Ann\nBob\nand\nso on",
            **others,
        )

    return write


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_a_fork_ends_as_a_new_process_does(text: str, write: Write, tmp_path: Path) -> None:
    script = write(text, "migrate", "--plan")
    left = tmp_path / "place" / "left open"

    new = forking.run_new(script), left.exists() and left.read_text()
    left.unlink(missing_ok=True)
    forked = forking.run(script), left.exists() and left.read_text()

    assert vars(forked[0]) == vars(new[0])
    assert forked[1] == new[1]


def test_a_script_that_takes_too_long_is_killed(write: Write) -> None:
    script = write("import time; print('so far', flush=True); time.sleep(60)")
    said = []
    for run in (forking.run_new, forking.run):
        with pytest.raises(subprocess.TimeoutExpired) as caught:
            run(script, timeout=0.5)
        said.append(vars(caught.value))

    assert said[0] == said[1]
    assert forking.run(write("print('the next')")).stdout == "the next\n"


def test_scripts_may_run_at_the_same_time(write: Write, tmp_path: Path) -> None:
    script = write(
        """
        import os, pathlib, sys, time
        other = pathlib.Path(sys.argv[2])
        pathlib.Path(sys.argv[1]).touch()
        while not other.exists():
            time.sleep(0.01)
        """
    )
    ended = []

    def start(*names: str) -> threading.Thread:
        arguments = ("manage.py", *names)
        pair = Script(arguments, script.folder, script.environment)
        thread = threading.Thread(target=lambda: ended.append(forking.run(pair, timeout=30)))
        thread.start()
        return thread

    for thread in (start("a", "b"), start("b", "a")):
        thread.join()

    assert [(each.returncode, each.stderr) for each in ended] == [(0, "")] * 2


FOUND = """
import os, sys
from django.apps import apps
from django.conf import settings

telling = ("django.contrib", "django.core.management.commands", "psycopg", "MySQLdb")
modules = sorted(sys.modules)
print([name for name in modules if name.startswith(telling)], end=" ")
print([name in modules for name in ("django.db.models", "django.db.migrations", "migrations_core")], end=" ")
print(settings.configured, apps.ready, len(os.listdir("/proc/self/task")))
"""


@pytest.mark.parametrize(
    ("imports", "ours"), [(forking.OURS, True), ((), False)], ids=["ours", "of stock Django"]
)
def test_a_fork_has_imported_what_needs_no_settings_and_takes_no_side(
    imports: tuple[str, ...], ours: bool, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(forking.NEW_PROCESSES, raising=False)
    ran = forking.run(write(FOUND, imports=imports))

    assert ran.stdout == f"[] [True, {ours}, {ours}] False False 1\n"


@pytest.mark.parametrize(
    ("arguments", "variable"),
    [
        (("-c", "print('here')"), ""),
        (("-W", "error", "manage.py"), ""),
        (("manage.py",), "PYTHONWARNINGS"),
        (("manage.py",), "COVERAGE_PROCESS_START"),
    ],
    ids=["code", "an option", "a variable of the interpreter", "coverage"],
)
def test_what_concerns_the_interpreter_takes_a_new_process(
    arguments: tuple[str, ...], variable: str, environment: Mapping[str, str]
) -> None:
    variables = environment | ({variable: "1"} if variable else {})

    assert not Script(arguments, REPOSITORY, variables).can_be_forked


def test_new_processes_may_be_asked_for(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    script = write("import os; print(os.getppid())")
    monkeypatch.delenv(forking.NEW_PROCESSES, raising=False)
    forked = forking.run(script)
    monkeypatch.setenv(forking.NEW_PROCESSES, "1")
    new = forking.run(script)

    assert int(new.stdout) == os.getpid() != int(forked.stdout)
