"""What the pages show as examples is carried out as they say."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.small_project import Project, migration

DOCS = Path(__file__).resolve().parents[2] / "docs"

ID = 'auto_created=True, primary_key=True, serialize=False, verbose_name="ID"'
KEY = f'("id", models.BigAutoField({ID}))'
BEFORE = f"""
operations = [
    migrations.CreateModel("Author", [{KEY}]),
    migrations.CreateModel("Tag", [{KEY}]),
    migrations.CreateModel("Publisher", [{KEY}]),
    migrations.CreateModel("Book", [
        {KEY},
        ("name", models.TextField()),
        ("isbn", models.CharField(max_length=13)),
        ("summary", models.TextField(null=True)),
        ("author", models.ForeignKey("shop.Author", models.CASCADE)),
    ]),
]
"""
AFTER = """
from uuid import uuid4

class Writer(models.Model):
    pass

class Label(models.Model):
    pass

class Publisher(models.Model):
    pass

class Book(models.Model):
    title = models.TextField()
    ean = models.CharField(max_length=13, default="")
    summary = models.TextField()
    author = models.ForeignKey(Publisher, models.CASCADE)
    pages = models.IntegerField()
    created = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(default=uuid4, unique=True)
"""


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def project(tmp_path) -> Project:
    return Project(tmp_path)


def test_the_answers_of_the_page_are_understood_and_heeded(project):
    project.add_app("shop", {"0001_initial": migration(BEFORE)}, models=AFTER)
    project.add_app("blog", {}, models="class Post(models.Model):\n    pass\n")
    [answers] = blocks("answers.md", "toml")
    (project.path / "answers.toml").write_text(answers)
    ran = project.manage("makemigrations", "--answers", "answers.toml", "-n", "changes")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "Migrations for 'shop':\n"
        "  shop/migrations/0002_changes.py\n"
        "    + Create model Label\n"
        "    ~ Rename model Author to Writer\n"
        "    - Delete model Tag\n"
        "    ~ Rename field name on book to title\n"
        "    - Remove field isbn from book\n"
        "    + Add field created to book\n"
        "    + Add field ean to book\n"
        "    + Add field key to book\n"
        "    + Add field pages to book\n"
        "    ~ Alter field author on book\n"
        "    ~ Alter field summary on book\n"
    )


def test_the_serializer_of_the_page_writes_its_type(project):
    money = """
        class Money:
            def __init__(self, value):
                self.value = value

            def __str__(self):
                return str(self.value)

            def __eq__(self, other):
                return isinstance(other, Money) and self.value == other.value

            __hash__ = None
    """
    models = """
        from shop.money import Money
        from shop import serializers

        class Book(models.Model):
            price = models.TextField(default=Money(3))
    """
    project.add_app("shop", {}, models=models)
    [example] = blocks("serializers.md", "python")
    (project.path / "shop" / "money.py").write_text(dedent(money))
    (project.path / "shop" / "serializers.py").write_text(
        f"from shop.money import Money\n{example}"
    )
    ran = project.manage("makemigrations")

    assert (ran.status, ran.err) == (0, "")
    text = (project.path / "shop" / "migrations" / "0001_initial.py").read_text()
    assert "models.TextField(default=shop.money.Money('3'))" in text
    assert "import shop.money\n" in text
