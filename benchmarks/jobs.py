"""What is measured: the commands, and the state in which each finds and leaves its database."""

from __future__ import annotations

from dataclasses import dataclass

EMPTY, MIGRATED, UNDONE = "empty", "migrated", "undone"  # the table of the history stays
INSIDE = ("-m", "benchmarks.inside")


@dataclass(frozen=True, slots=True)
class Job:
    """A process. `finds` and `leaves` are states of the database; None: it does not look at it.

    What `writes` leaves files behind, which are removed; for one of them, a model gets a field before.
    `counted` is the job's name for `benchmarks.inside.record`; `in_packages`: measured in real packages too.
    """

    name: str
    title: str
    arguments: tuple[str, ...]
    finds: str | None = None
    leaves: str | None = None
    writes: bool = False
    adds_field: bool = False
    counted: str | None = None
    in_packages: bool = False


MIGRATE = ("manage.py", "migrate", "--no-input", "-v", "0")

JOBS = (
    Job("plan", "`migrate --plan`, all of it ahead", ("manage.py", "migrate", "--plan"), EMPTY),
    Job(
        "fresh",
        "fresh `migrate`",
        MIGRATE,
        EMPTY,
        MIGRATED,
        counted="migrate",
        in_packages=True,
    ),
    Job(
        "noop",
        "`migrate`, nothing to do",
        (
            "manage.py",
            "migrate",
            "--no-input",
        ),  # as people run it: it looks for unwritten changes, too
        MIGRATED,
        counted="noop",
        in_packages=True,
    ),
    Job(
        "check",
        "`makemigrations --check`, nothing changed",
        ("manage.py", "makemigrations", "--check"),
        MIGRATED,
        in_packages=True,
    ),
    Job(
        "field",
        "`makemigrations`, one added field",
        ("manage.py", "makemigrations", "--no-input", "-v", "0"),
        MIGRATED,
        writes=True,
        adds_field=True,
    ),
    Job(
        "squash",
        "`squashmigrations`, the history of an app",
        ("manage.py", "squashmigrations", "--no-input", "-v", "0", "{first}", "{last}"),
        MIGRATED,
        writes=True,
    ),
    Job("test", "test databases made and destroyed", (INSIDE[0], f"{INSIDE[1]}.test_database")),
    Job(
        "zero",
        "every app to zero",
        (INSIDE[0], f"{INSIDE[1]}.zero"),
        MIGRATED,
        UNDONE,
        counted="zero",
    ),
)

FLOOR = (
    Job("setup", "`django.setup()`", (INSIDE[0], f"{INSIDE[1]}.setup")),
    Job(
        "imports",
        "`django.setup()` and import of all migrations",
        (INSIDE[0], f"{INSIDE[1]}.imports"),
    ),
    Job("checks", "`manage.py check` of Django: set-up and system checks", ("manage.py", "check")),
)
REPLAYS = {
    "ours": Job("replay-ours", "our SQL of the fresh `migrate` through the driver", ()),
    "django": Job("replay-django", "Django's SQL of the fresh `migrate` through the driver", ()),
}
TITLES = {job.name: job.title for job in (*JOBS, *FLOOR, *REPLAYS.values())}
