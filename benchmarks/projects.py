"""Projects on disk to measure in: generated ones, and packages with long histories."""

from __future__ import annotations

import compileall
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generator import Size, app_labels, generate
from tests.projects.catalogue import OSCAR_PROJECT, WAGTAIL_PROJECT, Project
from tests.projects.scratch import FRAMEWORK, write_project

PACKAGES = {"wagtail": WAGTAIL_PROJECT, "oscar": OSCAR_PROJECT}
FRAMEWORKS = {"ours": "migrations_core", "django": "django", "floor": "django"}
NEW_FIELD = "    added_by_the_benchmark = models.CharField(max_length=20, null=True)\n"


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A project, which runs with either framework."""

    name: str
    directory: Path
    size: Size | None = None

    def environment(self, framework: str) -> dict[str, str]:
        return {
            FRAMEWORK: FRAMEWORKS[framework],
            "DJANGO_SETTINGS_MODULE": "scratch_settings",
        }

    @property
    def history(self) -> dict[str, str]:
        """The app whose migrations are squashed, and the last of them, as a command names them."""
        if self.size is None:
            return {}
        label = app_labels(self.size)[0]
        files = sorted((self.directory / label / "migrations").glob("0*.py"))
        return {"first": label, "last": files[-1].stem}

    @contextmanager
    def changed(self, *, add_field: bool) -> Iterator[None]:
        """Let files be written during the block, and forget them after it."""
        files = set(self.directory.rglob("*.py"))
        models = self.directory / "app000" / "models.py"
        text = models.read_text()
        if add_field:
            head, opening, tail = text.partition("(models.Model):\n")
            models.write_text(head + opening + NEW_FIELD + tail)
            compileall.compile_file(models, quiet=1)
        try:
            yield
        finally:
            models.write_text(text)
            compileall.compile_file(models, quiet=1)
            for path in set(self.directory.rglob("*.py")) - files:
                path.unlink()


def generated(size: Size, parent: Path) -> OnDisk:
    """Write a generated project below a directory."""
    directory = parent / str(size)
    installed = ["django.contrib.contenttypes", "django.contrib.auth", *app_labels(size)]
    write_project(Project(str(size), f"INSTALLED_APPS = {installed!r}\n"), directory)
    generate(size, directory)
    compileall.compile_dir(directory, quiet=1)
    return OnDisk(str(size), directory, size)


def package(name: str, parent: Path) -> OnDisk | None:
    """Write a project with a package's apps, if the package is installed."""
    project = PACKAGES[name]
    if not project.is_installed:
        return None
    write_project(project, parent / name)
    return OnDisk(name, parent / name)
