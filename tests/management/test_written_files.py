"""What makemigrations writes for new models is, to the letter, what Django's writes."""

from __future__ import annotations

import pytest

from tests.management.circular_project import files
from tests.small_project import Project

BOOK = """
class Book(models.Model):
    title = models.CharField(max_length=9, db_index=True)
"""
MODELS = {
    "a proxy with options": BOOK
    + """
class Tome(Book):
    class Meta:
        proxy = True
        ordering = ["title"]
        verbose_name = "tome"
""",
    "options of all kinds": """
class Book(models.Model):
    title = models.CharField(max_length=9)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["title"], name="once")]
        indexes = [models.Index(fields=["title"], name="by_title")]
        unique_together = [("title", "id")]
        permissions = [("lend", "Can lend")]
        db_table = "tomes"
        managed = True
""",
    "relations in a composite key": BOOK
    + """
class Zone(models.Model):
    pass

class Place(models.Model):
    pk = models.CompositePrimaryKey("zone_id", "book", "number")
    zone = models.ForeignKey(Zone, models.CASCADE)
    book = models.ForeignKey(Book, models.CASCADE)
    number = models.IntegerField()
    label = models.TextField()
""",
    "an unmanaged one and one with a parent": BOOK
    + """
class View(models.Model):
    book = models.ForeignKey(Book, models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "view"

class Novel(Book):
    others = models.ManyToManyField("self", through="Pair")

class Pair(models.Model):
    one = models.ForeignKey(Novel, models.CASCADE, related_name="+")
    other = models.ForeignKey(Novel, models.CASCADE, related_name="+")
""",
}


@pytest.mark.parametrize("models", MODELS.values(), ids=MODELS)
def test_new_models_are_written_as_by_django(tmp_path, models):
    project = Project(tmp_path)
    project.add_app("books", {}, models=models)
    written = {}
    for ours in (False, True):
        project.write_settings(ours=ours)
        ran = project.manage("makemigrations", "--noinput", "--no-header")
        assert ran.status == 0, ran.err
        written[ours] = (ran.out, files(project))
        for file in (project.path / "books" / "migrations").glob("0*.py"):
            file.unlink()

    assert written[True] == written[False]
