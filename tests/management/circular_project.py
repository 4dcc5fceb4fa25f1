"""A project of two apps that refer to each other: authors have a favourite book, books have an author."""

from __future__ import annotations

from pathlib import Path

from tests.small_project import Project, migration

AUTHOR = """
    operations = [
        migrations.CreateModel("Author", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("author", "name", models.TextField()),
    ]
"""
FAVOURITE = """
    dependencies = [("people", "0001_initial"), ("books", "0001_initial")]
    operations = [
        migrations.AddField(
            "author",
            "favourite",
            models.ForeignKey("books.Book", models.SET_NULL, null=True, related_name="fans"),
        ),
    ]
"""
BOOK = """
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.CreateModel("Book", [
            ("id", models.BigAutoField(primary_key=True)),
            ("author", models.ForeignKey("people.Author", models.CASCADE)),
        ]),
    ]
"""
TITLE = """
    dependencies = [("books", "0001_initial")]
    operations = [migrations.AddField("book", "title", models.TextField(default=""))]
"""
FILL = """
    dependencies = [("people", "0002_favourite")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddField("author", "age", models.IntegerField(null=True)),
    ]
"""
FUNCTIONS = """
NAMES = ["Ann", "Bob"]

def fill(apps, schema_editor):
    for name in NAMES:
        apps.get_model("people", "Author").objects.create(name=name)

"""
PEOPLE = """
class Author(models.Model):
    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    favourite = models.ForeignKey("books.Book", models.SET_NULL, null=True, related_name="fans")
    age = models.IntegerField(null=True)
"""
BOOKS = """
class Book(models.Model):
    id = models.BigAutoField(primary_key=True)
    author = models.ForeignKey("people.Author", models.CASCADE)
    title = models.TextField(default="")
"""


def circular_project(path: Path) -> Project:
    project = Project(path)
    people = {
        "0001_initial": migration(AUTHOR),
        "0002_favourite": migration(FAVOURITE),
        "0003_fill": migration(FILL, before=FUNCTIONS),
    }
    project.add_app("people", people, models=PEOPLE)
    project.add_app(
        "books", {"0001_initial": migration(BOOK), "0002_title": migration(TITLE)}, models=BOOKS
    )
    return project


def files(project: Project) -> dict[str, str]:
    """Return the text of every migration."""
    return {
        f"{path.parts[-3]}.{path.stem}": path.read_text()
        for path in sorted(project.path.glob("*/migrations/0*.py"))
    }
