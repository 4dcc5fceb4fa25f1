"""A process with the imports behind it, whose forks become what ``python SCRIPT ARGUMENT...`` would be.

A script; its arguments are the number of a socket and the packages to import. Over the socket comes a request after
another, each with the descriptors of the input, the output and the errors that the script is to have; back go the
number of the fork and, at its end, its exit status.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import importlib.machinery
import json
import os
import pkgutil
import signal
import socket
import sys
import threading
from types import ModuleType, TracebackType
from typing import NamedTuple, NoReturn

IMPORTED = (
    "django.core.management",
    "django.core.serializers.json",
    "django.db.backends.sqlite3.base",
    "django.db.models",
    "django.template.defaulttags",
    "django.template.loader_tags",
    "django.templatetags.i18n",
    "django.utils.translation.reloader",
    "django.views.csrf",
    "django.views.debug",
    "django.views.generic",
    "logging.config",
)
"""What Django imports for every command of every project, and what needs no settings."""

LEFT_OUT = ("migrations_core.backends.postgresql", "migrations_core.backends.mysql")
"""What needs a driver, which the project chooses."""

TELLING = ("django.contrib", "django.core.management.commands", "psycopg", "MySQLdb")
"""What some look for among the modules that have been imported."""

LONGEST = 2**17  # of a request, in bytes: the environment is in it
STANDARD = 3  # descriptors


class Request(NamedTuple):
    """The arguments of the interpreter, and where it is to run."""

    arguments: list[str]
    folder: str
    environment: dict[str, str]


def main() -> None:
    """Serve; in a fork, become what was asked for."""
    number, *packages = sys.argv[1:]
    del sys.path[0]  # the folder of this script
    requests = socket.socket(fileno=int(number))
    prepare(packages)
    requests.send(b"ready")
    if request := serve(requests):
        become(request)


def prepare(packages: list[str]) -> None:
    """Import what it makes no difference to have imported."""
    for name in IMPORTED:
        importlib.import_module(name)
    for package in packages:
        path = importlib.import_module(package).__path__
        for module in pkgutil.walk_packages(path, f"{package}."):
            if not module.name.startswith(LEFT_OUT):
                importlib.import_module(module.name)
    if telling := [name for name in sys.modules if name.startswith(TELLING)]:
        raise ImportError(f"imported before a project wanted it: {', '.join(telling)}")
    gc.collect()
    gc.freeze()  # or each fork copies what its collector looks at


def serve(requests: socket.socket) -> Request | None:
    """Fork for each request; give it in the fork, and in the server nothing when there are no more."""
    interrupted = signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C is for the tests and the forks
    while True:
        said, descriptors, *_ = socket.recv_fds(requests, LONGEST, STANDARD)
        if not said:
            return None
        fork = os.fork()
        if not fork:
            requests.close()
            _take(descriptors)
            signal.signal(signal.SIGINT, interrupted)
            return Request(**json.loads(said))
        _close(descriptors)
        requests.send(str(fork).encode())
        _, status = os.waitpid(fork, 0)
        requests.send(str(os.waitstatus_to_exitcode(status)).encode())


def become(request: Request) -> NoReturn:
    """Run a script from its beginning to the end of the process, as the interpreter does."""
    locale = [(name, value) for name, value in os.environ.items() if name == "LC_CTYPE"]
    os.environ.clear()
    os.environ.update([*locale, *request.environment.items()])  # the interpreter may have set it
    os.chdir(request.folder)
    sys.argv = request.arguments
    sys.orig_argv = [sys.executable, *sys.argv]
    path = os.path.join(os.getcwd(), sys.argv[0])
    sys.path.insert(0, os.path.dirname(os.path.realpath(path)))
    module = sys.modules["__main__"] = new_main(path)
    status = run(module)
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads
    atexit._run_exitfuncs()
    vars(module).clear()  # closes files that have been left open
    sys.stdout.flush()
    sys.stderr.flush()
    if status < 0:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)  # to take every module apart would cost more than most commands


def new_main(path: str) -> ModuleType:
    """Return the module that a script begins with."""
    module = ModuleType("__main__")
    theirs = vars(sys.modules["__main__"])  # which names there are depends on the version of Python
    vars(module).update({name: theirs[name] for name in theirs if name.startswith("__")})
    loader = importlib.machinery.SourceFileLoader("__main__", path)
    vars(module).update(__file__=path, __loader__=loader, __doc__=None)
    return module


def run(module: ModuleType) -> int:
    """Execute a script; return the exit status, or the negative number of a signal."""
    try:
        with open(module.__file__, "rb") as script:  # type: ignore[arg-type]  # it has one
            code = compile(script.read(), script.name, "exec", dont_inherit=True)
        exec(code, vars(module))
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return (end.code or 0) & 0xFF
        print(end.code, file=sys.stderr)
        return 1
    except BaseException as error:
        _show(error)
        return -signal.SIGINT if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _show(error: BaseException) -> None:
    """Show an exception that nobody has caught, without the part of its way that is ours."""
    trace: TracebackType | None = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    sys.excepthook(type(error), error.with_traceback(trace), trace)


def _take(descriptors: list[int]) -> None:
    """Make descriptors the standard ones."""
    for standard, descriptor in enumerate(descriptors):
        os.dup2(descriptor, standard)
    _close(descriptors)


def _close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


if __name__ == "__main__":
    main()
