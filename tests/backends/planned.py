"""Changes of a model, and what an editor plans and writes for them without asking any server.

Each backend has the table {change -> statements -> SQL} in a file ``planned.sql``, which reads as a script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.apps.registry import Apps
from django.db import connections, models

from migrations_core.backends.registry import schema_editor
from migrations_core.schema import statements as ddl

from .builders import model

Fields = Mapping[str, Any]


@contextmanager
def unconnected(vendor: str) -> Iterator[Any]:
    """Give a connection to a server that is not there."""
    engine = f"django.db.backends.{vendor}"
    settings = {
        **connections["default"].settings_dict,
        "ENGINE": engine,
        "NAME": "nowhere",
        "HOST": "127.0.0.1",
        "PORT": "1",
    }
    connections.settings["nowhere"] = settings
    connections["nowhere"] = import_module(f"{engine}.base").DatabaseWrapper(settings, "nowhere")
    try:
        yield connections["nowhere"]
    finally:
        del connections["nowhere"], connections.settings["nowhere"]


def books(**fields: Any) -> Any:
    """Make a model with an author to refer to."""
    apps = Apps()
    author = model("Author", apps=apps, name=models.TextField())
    given = {name: field(author) if callable(field) else field for name, field in fields.items()}
    return model("Book", apps=apps, **given)


def to_author(author: Any) -> Any:
    return models.ForeignKey(author, models.CASCADE)


def pages(**options: Any) -> Any:
    return models.IntegerField(**options)


def title(**options: Any) -> Any:
    return models.CharField(max_length=9, **options)


Change = Callable[[Any], None]


def created(**fields: Any) -> Change:
    return lambda editor: editor.create_model(books(**fields))


def added(name: str, field: Any) -> Change:
    def change(editor: Any) -> None:
        after = books(**{name: field})
        editor.add_field(after, after._meta.get_field(name))

    return change


def removed(name: str, field: Any) -> Change:
    def change(editor: Any) -> None:
        before = books(**{name: field})
        editor.remove_field(before, before._meta.get_field(name))

    return change


def altered(before: Any, after: Any, *, names: tuple[str, str] = ("pages", "pages")) -> Change:
    def change(editor: Any) -> None:
        old, new = books(**{names[0]: before}), books(**{names[1]: after})
        editor.alter_field(old, old._meta.get_field(names[0]), new._meta.get_field(names[1]))

    return change


CHECK = models.CheckConstraint(condition=models.Q(pages__gt=0), name="positive")
PARTIAL = models.UniqueConstraint(fields=["pages"], condition=models.Q(pages__gt=0), name="once")


def constrained(constraint: Any) -> Any:
    return model("Book", pages=pages(), meta={"constraints": [constraint]})


CHANGES: dict[str, Change] = {
    "create a table": created(title=title(db_index=True), author=to_author),
    "delete a table": lambda editor: editor.delete_model(books(pages=pages())),
    "rename a table": lambda editor: editor.alter_db_table(books(), "shop_book", "shop_tale"),
    "add a nullable column": added("pages", pages(null=True)),
    "add a required column": added("pages", pages(default=7)),
    "add a column with a default in the database": added("pages", pages(db_default=7)),
    "add an indexed column": added("title", title(null=True, db_index=True)),
    "add a foreign key": added(
        "author", lambda author: models.ForeignKey(author, models.CASCADE, null=True)
    ),
    "remove a column": removed("pages", pages()),
    "rename a column": altered(pages(), pages(), names=("pages", "size")),
    "change a type": altered(pages(), models.BigIntegerField()),
    "require a value": altered(pages(null=True), pages(default=7)),
    "change a default in the database": altered(pages(db_default=1), pages(db_default=2)),
    "index a column": altered(pages(), pages(db_index=True)),
    "make a column unique": altered(pages(), pages(unique=True)),
    "add an index": lambda editor: editor.add_index(
        books(pages=pages()), models.Index(fields=["-pages"], name="by_pages")
    ),
    "remove an index": lambda editor: editor.remove_index(
        books(pages=pages()), models.Index(fields=["pages"], name="by_pages")
    ),
    "rename an index": lambda editor: editor.rename_index(
        books(pages=pages()),
        models.Index(fields=["pages"], name="by_pages"),
        models.Index(fields=["pages"], name="by_size"),
    ),
    "add a check": lambda editor: editor.add_constraint(constrained(CHECK), CHECK),
    "remove a check": lambda editor: editor.remove_constraint(books(pages=pages()), CHECK),
    "add a conditional unique constraint": lambda editor: editor.add_constraint(
        constrained(PARTIAL), PARTIAL
    ),
    "make columns unique together": lambda editor: editor.alter_unique_together(
        books(pages=pages(), title=title()), [], [("pages", "title")]
    ),
}


def table(connection: Any, own: Mapping[str, Change] | None = None) -> str:
    """Write what is planned for all changes, and for those of a backend's own: of statements that only it has."""
    changes = {**CHANGES, **(own or {})}
    return "\n".join(_section(name, *planned(connection, changes[name])) for name in changes)


def _section(name: str, kinds: list[str], script: list[str]) -> str:
    return "\n".join([f"-- {name}: {', '.join(kinds)}", *script, ""])


def planned(connection: Any, change: Change) -> tuple[list[str], list[str]]:
    """Give the kinds of statements that are planned for a change, deferred ones last, and their SQL."""
    kinds: list[str] = []

    class Recording(type(schema_editor(connection))):  # type: ignore[misc]
        def plan(self, *statements: ddl.Statement) -> None:
            kinds.extend(type(statement).__name__ for statement in statements)
            super().plan(*statements)

    with Recording(connection, collect_sql=True) as editor:
        change(editor)
        editor.flush()
        kinds.extend(type(entry.planned.statement).__name__ for entry in editor.outbox.deferred)
    return kinds, editor.collected_sql
