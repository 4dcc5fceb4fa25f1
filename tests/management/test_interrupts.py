"""Ctrl-C and SIGTERM during ``migrate``: what is said, what is left, and that running it again goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.management.refusing_databases import VENDORS, Site, refusing_site
from tests.small_project import REPOSITORY, Ran

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")

LINGER = """
    import pathlib, time

    def linger(apps, editor):
        pathlib.Path("lingering").touch()
        while pathlib.Path("lingering").exists():
            time.sleep(0.05)
        Book = apps.get_model("library", "Book")
        Book.objects.using(editor.connection.alias).create(title="late")

"""
TOUCH = """
    import pathlib

    def touch(apps, editor):
        pathlib.Path("lingering").touch()

"""
ADD_PAGES = 'migrations.AddField("book", "pages", models.IntegerField(null=True))'
ADD_PRICE = 'migrations.AddField("book", "price", models.IntegerField(null=True))'
LINGERING = "migrations.RunPython(linger)"
SECOND = f"{ADD_PAGES}, {LINGERING}, {ADD_PRICE}"
STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143}
WILL_STOP = (
    "{} has come: stopping as soon as the statement or function that is running ends. "
    "Once more, and it ends now.\n"
)


@pytest.fixture(params=VENDORS)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    with refusing_site(request.param, tmp_path) as site:
        yield site


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Site]:
    with refusing_site("sqlite", tmp_path) as site:
        yield site


@dataclass(slots=True)
class Run:
    """A migrate that is in the middle of a function, which ends when the file is deleted."""

    process: subprocess.Popen[str]
    lingering: Path

    def send(self, *numbers: int, pause: float = 1.0) -> None:
        for number in numbers:
            self.process.send_signal(number)
            time.sleep(pause)

    def end(self) -> Ran:
        self.lingering.unlink(missing_ok=True)
        out, err = self.process.communicate(timeout=60)
        return Ran(self.process.returncode, out, err)


def heed_interrupts() -> None:
    """Let Ctrl-C be one also in tests that a shell runs in the background, which has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def running(site: Site, *arguments: str) -> Iterator[Run]:
    environment = os.environ | {
        "PYTHONPATH": str(REPOSITORY),
        "DJANGO_SETTINGS_MODULE": "project_settings",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "migrate", *arguments],
        cwd=site.project.path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    )
    lingering = site.project.path / "lingering"
    try:
        until(lambda: lingering.exists() or process.poll() is not None)
        yield Run(process, lingering)
    finally:
        process.kill()
        process.communicate()


def until(condition: Callable[[], bool]) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("It never came to that")


def books(site: Site) -> list[str]:
    with site.cursor() as cursor:
        cursor.execute("SELECT title FROM library_book ORDER BY title")
        return [title for (title,) in cursor.fetchall()]


def history(site: Site) -> list[str]:
    return [name for app, name in site.look()[1] if app == "library"]


@pytest.mark.parametrize("number", STATUS)
def test_a_migration_in_a_transaction_is_undone_at_the_next_statement(
    site: Site, number: int
) -> None:
    if not site.rolls_back:
        pytest.skip("MySQL has no transactions for schema changes")
    site.has_first(second=SECOND, before=LINGER)
    before = site.look()
    with running(site) as run:
        run.send(number)
        ran = run.end()

    name = signal.Signals(number).name
    assert ran.status == STATUS[number]
    assert ran.err == (
        f"\n{WILL_STOP.format(name)}"
        "CommandError: While applying migration library.0002_second, operation 2: Raw Python operation\n"
        f"  in {site.project.path}/library/migrations/0002_second.py, line 12\n"
        f"Interruption: {name}\n"
        "The database is as it was before library.0002_second.\n"
        "Run the command again with --traceback to see where it was raised.\n"
    )
    assert (site.look(), books(site)) == (before, [])
    with running(site) as run:
        assert run.end().status == 0
    assert (history(site), books(site)) == (["0001_initial", "0002_second"], ["late"])


def test_an_operation_that_nothing_undoes_is_done_to_its_end_and_accounted_for(site: Site) -> None:
    function = LINGERING.replace(")", ", atomic=False)")
    site.has_first(second=f"{ADD_PAGES}, {function}, {ADD_PRICE}", before=LINGER, atomic=False)
    with running(site) as run:
        run.send(signal.SIGTERM)
        ran = run.end()

    assert ran.status == 143
    assert "library.0002_second, operation 3: Add field price to book\n" in ran.err
    assert "\nInterruption: SIGTERM\n" in ran.err
    _, done = ran.err.split(" Done, and still there:\n")
    done, left = done.split("Not done:\n")
    assert "operation 1: Add field pages to book\n" in done
    assert "operation 2: Raw Python operation\n" in done
    assert left.startswith("  operation 3: Add field price to book\n")
    assert books(site) == ["late"]
    assert history(site) == ["0001_initial"]


def test_between_two_migrations_what_is_done_is_recorded(site: Site) -> None:
    function = LINGERING.replace(")", ", atomic=False)")
    site.has_first(second=function, before=LINGER, atomic=False)
    with running(site) as run:
        run.send(signal.SIGINT)
        ran = run.end()

    assert ran.status == 130
    assert ran.out.endswith("  Applying library.0002_second... OK\n")
    assert ran.err.endswith(
        "CommandError: Interrupted. All that was begun is done and recorded, run the command again for the rest.\n"
    )
    assert history(site) == ["0001_initial", "0002_second"]


def test_the_second_signal_ends_it_now(site: Site) -> None:
    site.has_first(second=LINGERING, before=LINGER)
    with running(site) as run:
        run.send(signal.SIGINT, signal.SIGINT)
        status = run.process.wait(20)
        _, err = run.process.communicate()

    assert status == 130
    assert err == (
        f"\n{WILL_STOP.format('SIGINT')}"
        "\nSIGINT has come again: ending now. Run the command again to go on.\n"
    )
    run.lingering.unlink()
    with running(site) as run:
        assert run.end().status == 0
    assert (history(site), books(site)) == (["0001_initial", "0002_second"], ["late"])


@pytest.mark.parametrize(
    ("vendor", "sleep"), [("postgresql", "SELECT pg_sleep(60)"), ("mysql", "SELECT SLEEP(60)")]
)
def test_a_statement_that_the_server_does_not_end(tmp_path: Path, vendor: str, sleep: str) -> None:
    with refusing_site(vendor, tmp_path) as site:
        site.has_first(
            second=f"migrations.RunPython(touch), migrations.RunSQL({sleep!r})", before=TOUCH
        )
        with running(site) as run:
            time.sleep(0.5)
            run.send(signal.SIGTERM, signal.SIGTERM)
            status = run.process.wait(20)
            _, err = run.process.communicate()

        assert status == 143
        assert err == (
            f"\n{WILL_STOP.format('SIGTERM')}"
            "\nSIGTERM has come again: ending now. Run the command again to go on.\n"
        )
        assert history(site) == ["0001_initial"]


def test_a_signal_that_comes_twice_at_once_counts_once(file: Site) -> None:
    file.has_first(second=LINGERING, before=LINGER)
    with running(file) as run:
        run.send(signal.SIGINT, signal.SIGINT, pause=0.05)
        assert run.process.poll() is None
        ran = run.end()

    assert ran.status == 130
    assert ran.err.count("SIGINT has come") == 1


def test_backwards(file: Site) -> None:
    back = LINGERING.replace(")", ", reverse_code=linger)").replace(
        "linger,", "migrations.RunPython.noop,"
    )
    file.has_first(second=f"{ADD_PAGES}, {back}", before=LINGER)
    assert file.project.manage("migrate").status == 0
    before = file.look()
    with running(file, "library", "0001") as run:
        run.send(signal.SIGTERM)
        ran = run.end()

    assert ran.status == 143
    assert (
        "While unapplying migration library.0002_second, operation 2: Raw Python operation\n"
        in ran.err
    )
    assert file.look() == before


def test_a_process_that_a_migration_forks_has_its_signals_for_itself(file: Site) -> None:
    fork = """
    import os, signal, time

    def fork(apps, editor):
        child = os.fork()
        if not child:
            time.sleep(30)
            os._exit(0)
        time.sleep(0.2)
        os.kill(child, signal.SIGTERM)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGTERM

    """
    file.has_first(second="migrations.RunPython(fork)", before=fork)
    ran = file.project.manage("migrate")

    assert (ran.status, ran.err) == (0, "")


def test_a_handler_of_somebody_else_stays(file: Site) -> None:
    file.project.write_settings(
        "import signal\nsignal.signal(signal.SIGTERM, lambda *signal: print('heard', flush=True))\n"
    )
    file.has_first(second=LINGERING, before=LINGER)
    with running(file) as run:
        run.send(signal.SIGTERM)
        ran = run.end()

    assert (ran.status, ran.err) == (0, "")
    assert "heard" in ran.out


def test_a_forked_process_keeps_the_handlers_of_somebody_else(file: Site) -> None:
    fork = """
    import os, signal

    def fork(apps, editor):
        child = os.fork()
        if not child:
            is_theirs = signal.getsignal(signal.SIGTERM).__name__ == "theirs"
            is_python_s = signal.getsignal(signal.SIGINT) is signal.default_int_handler
            os._exit(0 if is_theirs and is_python_s else 1)
        _, status = os.waitpid(child, 0)
        assert status == 0

    """
    file.project.write_settings(
        "import signal\ndef theirs(*signal): pass\nsignal.signal(signal.SIGTERM, theirs)\n"
    )
    file.has_first(second="migrations.RunPython(fork)", before=fork)
    ran = file.project.manage("migrate")

    assert (ran.status, ran.err) == (0, "")
