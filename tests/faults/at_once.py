"""A project with money in its database, and many processes that migrate it at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import server_of
from tests.servers import connect, empty_database
from tests.small_project import REPOSITORY, Project, migration

FIRST = """
    operations = [
        migrations.CreateModel("Account", [
            ("id", models.BigAutoField(primary_key=True)),
            ("balance", models.IntegerField()),
        ]),
        migrations.RunPython(open_account),
    ]
"""
OPEN = """
    def open_account(apps, editor):
        apps.get_model("bank", "Account")._base_manager.using(editor.connection.alias).create(balance=100)

"""
SECOND = """
    dependencies = [("bank", "0001_initial")]
    operations = [
        migrations.RunPython(pay_interest),
        migrations.AddField("account", "owner", models.CharField(max_length=20, default="nobody")),
    ]
"""
PAY = """
    import time

    def pay_interest(apps, editor):
        account = apps.get_model("bank", "Account")._base_manager.using(editor.connection.alias).get()
        time.sleep(0.2)
        account.balance += 2
        account.save()

"""
THIRD = """
    dependencies = [("bank", "0002_interest")]
    operations = [migrations.AddIndex("account", models.Index(fields=["owner"], name="account_owner"))]
"""
NAMES = ["0001_initial", "0002_interest", "0003_index"]


@dataclass(frozen=True, slots=True)
class Bank:
    """The project, on a database of its own."""

    project: Project
    vendor: str
    database: str

    def started(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin a command in a process."""
        environment = os.environ | {
            "PYTHONPATH": str(REPOSITORY),
            "DJANGO_SETTINGS_MODULE": "project_settings",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=self.project.path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def migrated_by(self, processes: int) -> list[str]:
        """Run as many processes at once; return what those say that do not end well."""
        started = [self.started("migrate") for _ in range(processes)]
        ended = [(process, *process.communicate()) for process in started]
        return [f"{out}{err}" for process, out, err in ended if process.returncode or err]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if self.vendor == "sqlite":
            return self.project.query(sql)
        with closing(connect(self.vendor, self.database)) as connection:
            cursor = connection.cursor()
            cursor.execute(sql)
            return [tuple(row) for row in cursor.fetchall()]

    def result(self) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return what is recorded of the bank, and its accounts."""
        names = self.rows("SELECT name FROM django_migrations WHERE app = 'bank' ORDER BY id")
        return [name for (name,) in names], self.rows("SELECT balance, owner FROM bank_account")


@contextmanager
def bank(path: Path, vendor: str, **facts: Any) -> Iterator[Bank]:
    """Give the project on an empty database of a vendor; ``facts`` are put into its DATABASES."""
    project = Project(path)
    project.apps += ["django.contrib.contenttypes", "django.contrib.auth"]
    texts = {
        NAMES[0]: migration(FIRST, before=OPEN),
        NAMES[1]: migration(SECOND, before=PAY),
        NAMES[2]: migration(THIRD),
    }
    project.add_app("bank", texts)
    if vendor == "sqlite":
        yield Bank(project, vendor, str(project.database))
        return
    with empty_database(vendor) as name:
        engine = f"django.db.backends.{vendor}"
        server = {"ENGINE": engine, "NAME": name, **(server_of(vendor) or {}), **facts}
        project.extra += f"\nDATABASES = {{'default': {server!r}}}\n"
        project.write_settings()
        yield Bank(project, vendor, name)
