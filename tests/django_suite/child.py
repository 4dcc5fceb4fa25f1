"""The process in which Django's ``runtests.py`` runs: ``child.py RUNTESTS ARGUMENT...``.

Starts from a clean interpreter, because the import hook has to be there before anything of Django
is.
"""

from __future__ import annotations

import functools
import hashlib
import multiprocessing
import os
import runpy
import sys
from pathlib import Path

WORKERS = "tests.django_suite.workers"


def main() -> None:
    """Install the hook when migrations_core is under test, then become ``runtests.py``."""
    runtests, *arguments = sys.argv[1:]
    root = Path(__file__).resolve().parents[2]
    # As `python runtests.py` would have it: Django's test packages first, and nothing from this
    # script's own folder.
    sys.path[0] = str(Path(runtests).parent)
    sys.path.append(str(root))
    prepare()
    # Nine tenths of what auth_tests take is the same passwords being hashed on purpose slowly, over and over.
    for name in ("pbkdf2_hmac", "scrypt"):
        setattr(hashlib, name, functools.cache(getattr(hashlib, name)))
    # Where processes are not forked from this one, as on Python 3.14, they would know nothing of it.
    multiprocessing.set_forkserver_preload([WORKERS])
    sys.argv = [runtests, "--settings", "tests.django_suite.settings", *arguments]
    runpy.run_path(runtests, run_name="__main__")


def prepare() -> None:
    """Choose what this process tests, by the environment."""
    from tests.databases import choose_driver

    choose_driver()
    if os.environ["DJANGO_SUITE_FRAMEWORK"] != "django":
        from tests.django_suite import aliases

        aliases.install()
        _know_of_black_only()


def _know_of_black_only() -> None:
    """Leave files alone where there is no black: the tests expect what it writes, or what was written before it."""
    from migrations_core.writer import files

    files.FORMATTERS = tuple(each for each in files.FORMATTERS if each[0] == "black")


if __name__ == "__main__":
    main()
