"""A small project and one example at least of every operation on it.

Operations are given as class names and arguments, so that a test can build the same one of ours and of Django's.
"""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any

from django.db import models
from django.db.models.functions import Lower, Upper

from migrations_core import operations
from migrations_core.operations.base import Operation
from migrations_core.state import ModelState, ProjectState
from tests.state.builders import foreign_key, model, project

APP = "shop"

BY_TITLE = models.Index(fields=["title"], name="by_title")
BY_LOWER_TITLE = models.Index(Lower("title"), name="by_lower_title")
TITLE_GIVEN = models.CheckConstraint(condition=~models.Q(title=""), name="title_given")
ONE_TITLE = models.UniqueConstraint(fields=["author", "title"], name="one_title")
ONE_TITLE_SAID_OTHERWISE = models.UniqueConstraint(
    fields=["author", "title"], name="one_title", violation_error_message="There is one."
)


def bookshop() -> ProjectState:
    """A state of its own for each caller, with the models and renderings of all the others."""
    return _bookshop().clone()


@cache
def _bookshop() -> ProjectState:
    return project(
        model("Author", name=models.CharField(max_length=50)),
        model("Tag", label=models.CharField(max_length=20, unique=True)),
        model(
            "Book",
            title=models.CharField(max_length=100),
            isbn=models.CharField(max_length=13, unique=True, null=True),
            author=foreign_key("shop.Author", related_name="books"),
            sequel=foreign_key("self", null=True),
            tags=models.ManyToManyField("shop.Tag"),
            options={
                "indexes": [BY_TITLE],
                "constraints": [ONE_TITLE],
                "unique_together": {("isbn", "title")},
            },
        ),
        model(
            "Stock",
            place=models.CharField(max_length=10),
            count=models.IntegerField(),
            options={"index_together": {("place", "count")}},
        ),
        model(
            "Review",
            book=foreign_key("shop.Book"),
            book_isbn=models.ForeignKey("shop.Book", models.CASCADE, "+", to_field="isbn"),
        ),
        ModelState(APP, "Pseudonym", [], {"proxy": True}, ("shop.author",)),
        novel(),
    )


def novel() -> ModelState:
    parent_link = models.OneToOneField(
        "shop.Book", models.CASCADE, auto_created=True, parent_link=True, primary_key=True
    )
    fields = [("book_ptr", parent_link), ("plot", models.TextField(default=""))]
    return ModelState(APP, "Novel", fields, bases=("shop.book",))


def look_around(apps: Any, schema_editor: Any) -> None:
    """Use the models, as the code of a data migration does."""
    apps.get_model(APP, "Book").objects.using(schema_editor.connection.alias).none().delete()


ID = ("id", models.BigAutoField(primary_key=True))

SAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "create a model": (
        "CreateModel",
        {
            "name": "Shelf",
            "fields": [
                ID,
                ("room", models.CharField(max_length=10)),
                ("number", models.IntegerField()),
                ("books", models.ManyToManyField("shop.Book")),
                ("owner", foreign_key("shop.Author")),
            ],
            "options": {
                "unique_together": {("room", "number")},
                "index_together": {("number", "room")},
                "indexes": [models.Index(fields=["number"], name="by_number")],
                "verbose_name": "bookshelf",
            },
        },
    ),
    "create a model with managers": (
        "CreateModel",
        {"name": "Till", "fields": [ID], "managers": [("tills", models.Manager())]},
    ),
    "create a proxy": (
        "CreateModel",
        {"name": "Writer", "fields": [], "options": {"proxy": True}, "bases": ("shop.author",)},
    ),
    "create a child": (
        "CreateModel",
        {"name": "Poet", "fields": [("verse", models.TextField())], "bases": ("shop.author",)},
    ),
    "delete a model": ("DeleteModel", {"name": "Novel"}),
    "delete a model that others refer to": ("DeleteModel", {"name": "Book"}),
    "rename a model": ("RenameModel", {"old_name": "Book", "new_name": "Volume"}),
    "rename a target of many": ("RenameModel", {"old_name": "Tag", "new_name": "Label"}),
    "alter a table": ("AlterModelTable", {"name": "Book", "table": "books"}),
    "alter a table to the default": ("AlterModelTable", {"name": "Book", "table": None}),
    "alter a table's comment": (
        "AlterModelTableComment",
        {"name": "Book", "table_comment": "All of them"},
    ),
    "alter unique_together": (
        "AlterUniqueTogether",
        {"name": "Book", "unique_together": {("author", "isbn")}},
    ),
    "alter unique_together to none": (
        "AlterUniqueTogether",
        {"name": "Book", "unique_together": set()},
    ),
    "alter index_together": (
        "AlterIndexTogether",
        {"name": "Stock", "index_together": {("count", "place")}},
    ),
    "set the order": (
        "AlterOrderWithRespectTo",
        {"name": "Review", "order_with_respect_to": "book"},
    ),
    "unset the order": (
        "AlterOrderWithRespectTo",
        {"name": "Review", "order_with_respect_to": None},
    ),
    "alter options": (
        "AlterModelOptions",
        {"name": "Book", "options": {"verbose_name": "tome", "ordering": ["title"]}},
    ),
    "alter managers": (
        "AlterModelManagers",
        {"name": "Book", "managers": [("books", models.Manager())]},
    ),
    "add a field": (
        "AddField",
        {"model_name": "Book", "name": "pages", "field": models.IntegerField(default=1)},
    ),
    "add a field with a default for existing rows": (
        "AddField",
        {
            "model_name": "Book",
            "name": "pages",
            "field": models.IntegerField(default=1),
            "preserve_default": False,
        },
    ),
    "add a foreign key": (
        "AddField",
        {"model_name": "Book", "name": "editor", "field": foreign_key("shop.Author", null=True)},
    ),
    "add a many-to-many field": (
        "AddField",
        {"model_name": "Author", "name": "tags", "field": models.ManyToManyField("shop.Tag")},
    ),
    "remove a field": ("RemoveField", {"model_name": "Novel", "name": "plot"}),
    "remove a many-to-many field": ("RemoveField", {"model_name": "Book", "name": "tags"}),
    "alter a field": (
        "AlterField",
        {"model_name": "Book", "name": "title", "field": models.CharField(max_length=200)},
    ),
    "alter a field with a default for existing rows": (
        "AlterField",
        {
            "model_name": "Book",
            "name": "isbn",
            "field": models.CharField(max_length=13, unique=True, default="none"),
            "preserve_default": False,
        },
    ),
    "alter a field with a fixed column": (
        "AlterField",
        {"model_name": "Book", "name": "title", "field": models.TextField(db_column="title")},
    ),
    "rename a field": (
        "RenameField",
        {"model_name": "Author", "old_name": "name", "new_name": "full_name"},
    ),
    "rename a field that is referred to": (
        "RenameField",
        {"model_name": "Book", "old_name": "isbn", "new_name": "number"},
    ),
    "add an index": (
        "AddIndex",
        {"model_name": "Author", "index": models.Index(fields=["name"], name="by_name")},
    ),
    "add an index on an expression": ("AddIndex", {"model_name": "Book", "index": BY_LOWER_TITLE}),
    "remove an index": ("RemoveIndex", {"model_name": "Book", "name": "by_title"}),
    "rename an index": (
        "RenameIndex",
        {"model_name": "Book", "new_name": "titles", "old_name": "by_title"},
    ),
    "name an index": (
        "RenameIndex",
        {"model_name": "Stock", "new_name": "by_place", "old_fields": ("place", "count")},
    ),
    "add a constraint": ("AddConstraint", {"model_name": "Book", "constraint": TITLE_GIVEN}),
    "remove a constraint": ("RemoveConstraint", {"model_name": "Book", "name": "one_title"}),
    "alter a constraint": (
        "AlterConstraint",
        {"model_name": "Book", "name": "one_title", "constraint": ONE_TITLE_SAID_OTHERWISE},
    ),
    "run SQL": ("RunSQL", {"sql": "SELECT 1"}),
    "run SQL that can be undone": (
        "RunSQL",
        {"sql": "SELECT 1", "reverse_sql": [("SELECT %s", [2])], "hints": {"a": 1}},
    ),
    "run Python": ("RunPython", {"code": operations.RunPython.noop}),
    "run Python that can be undone": (
        "RunPython",
        {"code": look_around, "reverse_code": look_around, "atomic": True, "hints": {"a": 1}},
    ),
    "run SQL that can be left out": ("RunSQL", {"sql": "SELECT 1", "elidable": True}),
    "run Python that can be left out": ("RunPython", {"code": look_around, "elidable": True}),
    "separate": ("SeparateDatabaseAndState", {}),
}

BOOK_FIELDS = [
    ID,
    ("title", models.CharField(max_length=100)),
    ("isbn", models.CharField(max_length=13, unique=True, null=True)),
    ("author", foreign_key("shop.Author", related_name="books")),
    ("tags", models.ManyToManyField("shop.Tag")),
]
BOOK_OPTIONS = {
    "indexes": [BY_TITLE],
    "constraints": [ONE_TITLE],
    "unique_together": {("isbn", "title"), ("author",)},
    "index_together": {("author", "title")},
    "order_with_respect_to": "author",
    "verbose_name": "work",
    "ordering": ["isbn"],
}

SEQUELS: dict[str, tuple[str, dict[str, Any]]] = {
    "create Book": (
        "CreateModel",
        {"name": "Book", "fields": BOOK_FIELDS, "options": BOOK_OPTIONS},
    ),
    "create Book by position": ("CreateModel", {"name": "Book", "fields": BOOK_FIELDS}),
    "rename Volume": ("RenameModel", {"old_name": "Volume", "new_name": "Tome"}),
    "delete Author": ("DeleteModel", {"name": "Author"}),
    "alter pages": (
        "AlterField",
        {"model_name": "book", "name": "pages", "field": models.IntegerField(null=True)},
    ),
    "remove pages": ("RemoveField", {"model_name": "Book", "name": "pages"}),
    "rename pages": (
        "RenameField",
        {"model_name": "Book", "old_name": "pages", "new_name": "leaves"},
    ),
    "rename leaves": (
        "RenameField",
        {"model_name": "Book", "old_name": "leaves", "new_name": "sheets"},
    ),
    "rename title": (
        "RenameField",
        {"model_name": "Book", "old_name": "title", "new_name": "heading"},
    ),
    "rename author": (
        "RenameField",
        {"model_name": "Book", "old_name": "author", "new_name": "writer"},
    ),
    "remove title": ("RemoveField", {"model_name": "Book", "name": "title"}),
    "remove author": ("RemoveField", {"model_name": "Book", "name": "author"}),
    "add a generated field": (
        "AddField",
        {
            "model_name": "Book",
            "name": "loud",
            "field": models.GeneratedField(
                expression=Upper("title"), output_field=models.TextField(), db_persist=False
            ),
        },
    ),
    "remove by_name": ("RemoveIndex", {"model_name": "Author", "name": "by_name"}),
    "rename by_name": (
        "RenameIndex",
        {"model_name": "Author", "old_name": "by_name", "new_name": "names"},
    ),
    "rename titles": (
        "RenameIndex",
        {"model_name": "Book", "old_name": "titles", "new_name": "headings"},
    ),
    "alter title_given": (
        "AlterConstraint",
        {"model_name": "Book", "name": "title_given", "constraint": TITLE_GIVEN},
    ),
    "remove title_given": ("RemoveConstraint", {"model_name": "Book", "name": "title_given"}),
}
"""What makes sense only after others of the samples, or instead of the project."""


def build(sample: str, namespace: Any = operations) -> Operation:
    """Build a sample's operation from ours, or from another module with the same names."""
    class_name, arguments = (SAMPLES | SEQUELS)[sample]
    # Django 5.2 renames an index in place when it folds a RenameIndex into what adds it.
    own = {name: copy(value) if name == "index" else value for name, value in arguments.items()}
    operation: Operation = getattr(namespace, class_name)(**own)
    return operation
