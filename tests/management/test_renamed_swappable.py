"""A model that a setting names is renamed, and the setting with it."""

from __future__ import annotations

from pathlib import Path

from tests.management.evolving_project import Evolving
from tests.small_project import Project, Ran

MODELS = """
from django.conf import settings

class {name}(models.Model):
    class Meta:
        swappable = "SHOP_READER"

class Book(models.Model):
    readers = models.ManyToManyField(settings.SHOP_READER)
    owner = models.ForeignKey(settings.SHOP_READER, models.CASCADE, null=True, related_name="+")
    first = models.OneToOneField(settings.SHOP_READER, models.CASCADE, null=True, related_name="+")
"""


def renamed(path: Path, *, ours: bool) -> tuple[Ran, str]:
    """Rename the model at the prompt; return how that ended, and the migration."""
    path.mkdir()
    project = Evolving(Project(path, extra="SHOP_READER = 'shop.Reader'"))
    project.start(shop=MODELS.format(name="Reader"))
    project.models(shop=MODELS.format(name="Person"))
    project.project.extra = "SHOP_READER = 'shop.Person'"
    project.project.write_settings(ours=ours)
    made = project.make("--no-header", "-n", "renamed", typed="y\n")
    return made, (path / "shop/migrations/0002_renamed.py").read_text()


def test_nothing_else_changes_for_what_refers_to_it(tmp_path):
    made, text = renamed(tmp_path / "ours", ours=True)

    assert (made.status, made.err) == (0, "")
    assert text == renamed(tmp_path / "stock", ours=False)[1]
    assert "~ Rename model Reader to Person\n" in made.out
    assert made.out.count("    ~ ") == 1
