"""Models and migrations that say the same in other words: nothing to write, and nothing to refuse."""

from __future__ import annotations

import pytest

from tests.small_project import Project, migration

KEY = '("id", models.BigAutoField(primary_key=True, serialize=False))'

CONDITIONS = """
class Book(models.Model):
    id = models.BigAutoField(primary_key=True)
    a = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["a"], name="i_set", condition=models.Q(a__in={1, 2})),
            models.Index(fields=["a"], name="i_tuple", condition=models.Q(a__in=(1, 2))),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(a__in={1, 2}), name="c_set"),
            models.CheckConstraint(condition=models.Q(a__in=range(1, 3)), name="c_range"),
            models.UniqueConstraint(fields=["a"], condition=models.Q(a__in=(1, 2)), name="u"),
        ]
"""
CONDITIONS_WRITTEN = f"""
    initial = True
    operations = [
        migrations.CreateModel(
            "Book",
            [{KEY}, ("a", models.IntegerField())],
            options={{
                "indexes": [
                    models.Index(fields=["a"], name="i_set", condition=models.Q(("a__in", [1, 2]))),
                    models.Index(fields=["a"], name="i_tuple", condition=models.Q(("a__in", [1, 2]))),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("a__in", [1, 2])), name="c_set"),
                    models.CheckConstraint(condition=models.Q(("a__in", [1, 2])), name="c_range"),
                    models.UniqueConstraint(fields=("a",), condition=models.Q(("a__in", [1, 2])), name="u"),
                ],
            }},
        ),
    ]
"""

ABSTRACT = """
class Base(models.Model):
    class Meta:
        abstract = True

class Book(Base):
    id = models.BigAutoField(primary_key=True)

class Mixin(models.Model):
    class Meta:
        abstract = True

class Alias(Mixin, Book):
    class Meta:
        proxy = True

class Copy(models.Model):
    id = models.BigAutoField(primary_key=True)
    book = models.ForeignKey(Alias, models.CASCADE)
"""
ABSTRACT_WRITTEN = f"""
    initial = True
    operations = [
        migrations.CreateModel("Book", [{KEY}], bases=(library.models.Base,)),
        migrations.CreateModel(
            "Alias",
            [],
            options={{"proxy": True, "indexes": [], "constraints": []}},
            bases=(library.models.Mixin, "library.book"),
        ),
        migrations.CreateModel(
            "Copy", [{KEY}, ("book", models.ForeignKey("library.alias", models.CASCADE))]
        ),
    ]
"""

AUTOMATIC = """
class Book(models.Model):
    id = models.AutoField(primary_key=True)

class Copy(models.Model):
    id = models.BigAutoField(primary_key=True)
    book = models.ForeignKey(Book, models.CASCADE)
"""
AUTOMATIC_WRITTEN = """
    initial = True
    operations = [
        migrations.CreateModel("Book", [("id", models.AutoField(serialize=False))]),
        migrations.CreateModel(
            "Copy",
            [
                ("id", models.BigAutoField(serialize=False)),
                ("book", models.ForeignKey("library.book", models.CASCADE)),
            ],
        ),
    ]
"""


@pytest.mark.parametrize(
    ("models", "body", "before"),
    [
        pytest.param(CONDITIONS, CONDITIONS_WRITTEN, "", id="collections in conditions"),
        pytest.param(
            ABSTRACT, ABSTRACT_WRITTEN, "import library.models\n\n", id="abstract classes as bases"
        ),
        pytest.param(AUTOMATIC, AUTOMATIC_WRITTEN, "", id="keys that do not say so"),
    ],
)
def test_the_same_in_other_words_is_no_change(tmp_path, models, body, before):
    project = Project(tmp_path)
    project.add_app("library", {"0001_initial": migration(body, before=before)}, models=models)

    assert project.manage("makemigrations", "--check").out == "No changes detected\n"
    assert project.manage("migrate", "-v0").err == ""


def test_a_change_beside_an_abstract_base_is_written(tmp_path):
    project = Project(tmp_path)
    models = ABSTRACT.replace(
        "class Book(Base):", "class Book(Base):\n    a = models.TextField(default='')"
    )
    written = migration(ABSTRACT_WRITTEN, before="import library.models\n\n")
    project.add_app("library", {"0001_initial": written}, models=models)
    ran = project.manage("makemigrations")

    assert (ran.status, ran.out) == (
        0,
        "Migrations for 'library':\n  library/migrations/0002_book_a.py\n    + Add field a to book\n",
    )


def test_an_automatic_field_is_the_only_key_of_its_table(tmp_path):
    project = Project(tmp_path)
    project.add_app("library", {"0001_initial": migration(AUTOMATIC_WRITTEN)}, models=AUTOMATIC)
    project.manage("migrate", "-v0")

    assert project.query("SELECT name FROM pragma_table_info('library_book')") == [("id",)]
