"""A shop on SQLite whose orders are archived on PostgreSQL and whose visits are counted on MariaDB or MySQL."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import server_of
from tests.servers import connect
from tests.small_project import Project, migration

VENDORS_OF = {"warehouse": "postgresql", "web": "mysql"}

ROUTER = """
HOMES = {"shop": "default", "archive": "warehouse", "visits": "web"}

class Homes:
    def allow_migrate(self, db, app_label, model_name=None, **hints):
        return hints.get("home", HOMES.get(app_label)) == db

    def db_for_read(self, model, **hints):
        return HOMES.get(model._meta.app_label)

    db_for_write = db_for_read
"""

SHOP = {
    "0001_initial": """
        operations = [
            migrations.CreateModel("Order", [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=20, db_index=True)),
            ]),
            migrations.RunSQL("INSERT INTO shop_order (name) VALUES ('first')", ""),
        ]
    """,
    "0002_number": """
        dependencies = [("shop", "0001_initial")]
        operations = [
            migrations.AddField("order", "number", models.IntegerField(default=7, unique=True)),
            migrations.AlterField("order", "name", models.TextField(null=True)),
        ]
    """,
}
ARCHIVE = {
    "0001_initial": """
        run_before = [("shop", "0002_number")]
        dependencies = [("shop", "0001_initial")]
        operations = [
            migrations.CreateModel("Order", [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=20, unique=True)),
            ]),
            migrations.RunPython(copy, migrations.RunPython.noop),
        ]
    """,
    "0002_kept": """
        dependencies = [("archive", "0001_initial")]
        operations = [
            migrations.AlterField("order", "name", models.TextField(unique=True)),
            migrations.AddConstraint("order", models.CheckConstraint(
                condition=~models.Q(name=""), name="archive_name")),
        ]
    """,
}
COPY = """
def copy(apps, schema_editor):
    for name in apps.get_model("shop", "Order").objects.values_list("name", flat=True):
        apps.get_model("archive", "Order").objects.create(name=f"copy of {name}")
"""
VISITS = {
    "0001_initial": """
        dependencies = [("archive", "0002_kept")]
        operations = [
            migrations.CreateModel("Visit", [
                ("id", models.BigAutoField(primary_key=True)),
                ("page", models.CharField(max_length=20, default="home")),
            ]),
            migrations.RunSQL("INSERT INTO visits_visit (page) VALUES ('start')", "", hints={"home": "web"}),
            migrations.RunPython(count, migrations.RunPython.noop, hints={"home": "web"}),
        ]
    """,
}
COUNT = """
def count(apps, schema_editor):
    assert schema_editor.connection.alias == "web"
    apps.get_model("visits", "Visit").objects.create(page="counted")
"""


@dataclass(frozen=True, slots=True)
class Site:
    """The project and, by alias, the names of its databases on servers."""

    project: Project
    names: dict[str, str]

    def query(self, alias: str, sql: str) -> list[tuple[Any, ...]]:
        if alias == "default":
            return self.project.query(sql)
        database = connect(VENDORS_OF[alias], self.names[alias])
        with closing(database), database.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def tables(self, alias: str) -> list[str]:
        if alias == "default":
            return self.project.tables()
        schema = "current_schema()" if VENDORS_OF[alias] == "postgresql" else "database()"
        rows = self.query(
            alias,
            f"SELECT table_name FROM information_schema.tables WHERE table_schema = {schema} ORDER BY 1",
        )
        return [name for (name,) in rows]

    def applied(self, alias: str) -> list[tuple[Any, ...]]:
        return self.query(alias, "SELECT app, name FROM django_migrations ORDER BY id")


def build(path: Path, names: dict[str, str]) -> Site:
    """Write the project and migrate every database of it."""
    project = Project(path)
    project.add_app("shop", {name: migration(text) for name, text in SHOP.items()})
    archive = {name: migration(text) for name, text in ARCHIVE.items()}
    archive["0001_initial"] = migration(ARCHIVE["0001_initial"], before=COPY)
    project.add_app("archive", archive)
    project.add_app("visits", {"0001_initial": migration(VISITS["0001_initial"], before=COUNT)})
    (path / "routers.py").write_text(ROUTER)
    databases = {
        alias: {
            "ENGINE": f"django.db.backends.{vendor}",
            "NAME": names[alias],
            **(server_of(vendor) or {}),
        }
        for alias, vendor in VENDORS_OF.items()
    }
    project.write_settings(
        f"DATABASES |= {databases!r}\nDATABASE_ROUTERS = ['routers.Homes']\n"
        "from tests.databases import choose_driver\nchoose_driver()\n"
    )
    return Site(project, names)
