"""Apps with migration files, installed into the running process for one test."""

from __future__ import annotations

import importlib
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.test import override_settings

MIGRATION = """
from django.db import migrations, models

class Migration(migrations.Migration):
    {body}
"""


def migration(*lines: str) -> str:
    """Return the text of a migration file, given the lines of its class."""
    return MIGRATION.format(body="\n    ".join(lines or ["pass"]))


@dataclass
class Apps:
    """A folder of apps; the names of their packages are the labels."""

    path: Path
    labels: list[str] = field(default_factory=list)

    def add(self, label: str, files: dict[str, str] | None = None) -> Path:
        """Add an app with files in its migrations package, and return that package's folder."""
        folder = self.path / label / "migrations"
        folder.mkdir(parents=True)
        (folder.parent / "__init__.py").touch()
        (folder / "__init__.py").touch()
        for name, text in (files or {}).items():
            (folder / name).write_text(textwrap.dedent(text))
        self.labels.append(label)
        return folder

    @contextmanager
    def installed(self, **settings: object) -> Iterator[None]:
        importlib.invalidate_caches()
        try:
            with override_settings(INSTALLED_APPS=self.labels, **settings):
                yield
        finally:
            for name in [name for name in sys.modules if name.split(".")[0] in self.labels]:
                del sys.modules[name]
