"""Build a wheel and an sdist, and try them in environments that have nothing else of this checkout.

``python scripts/package.py 3.13:6.1 3.11:5.2`` runs with a Python that has the dependency group `package`, and tries
the wheel with each pair of Python and Django: a new project is migrated with it, its changes are made into
migrations, and the package's own files are all that was imported. The sdist has what it takes to test it, and builds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import environments
import pythons
from places import CACHE, ROOT, SetupError

PLACE = CACHE / "packages"
IN_SDIST = (
    "CHANGELOG.md", "LICENSE", "README.md", "docs/index.md", "example_project/manage.py", "mkdocs.yml",
    "pyproject.toml", "run", "scripts/ci.py", "tests/conftest.py", "tests/django_suite/run.py", "tox.ini",
)  # fmt: skip
IN_WHEEL = ("migrations_core/__init__.py", "migrations_core/py.typed")
ONLY_IN_WHEEL = ("migrations_core/", "django_migrations_core-")
SETTINGS = """
INSTALLED_APPS = ["migrations_core", *INSTALLED_APPS, "shop"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
MODELS = """
from django.db import models


class Book(models.Model):
    title = models.CharField(max_length=100, db_index=True)
"""
PROBE = """
import migrations_core
from django.core.management import get_commands
print(migrations_core.__file__, get_commands()["migrate"])
"""


def main() -> int:
    """Build, look, try; return the exit status."""
    try:
        wheel, sdist = build()
        look(wheel, sdist)
        for pair in sys.argv[1:]:
            attempt(wheel, *pair.split(":"))
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def build() -> tuple[Path, Path]:
    """Build the sdist, and the wheel from the sdist, as an index's users would."""
    shutil.rmtree(PLACE, ignore_errors=True)
    source = PLACE / "source"
    # From a copy: setuptools leaves its folders beside what it builds, and packs what is left there.
    shutil.copytree(
        ROOT,
        source,
        ignore=shutil.ignore_patterns(
            ".*cache*",
            "__pycache__",
            ".git",
            ".venv",
            ".tox",
            ".hypothesis",
            "*.egg-info",
            "build",
            "dist",
        ),
    )
    checked([sys.executable, "-m", "build", "--outdir", PLACE, source], PLACE)
    (wheel,), (sdist,) = PLACE.glob("*.whl"), PLACE.glob("*.tar.gz")
    return wheel, sdist


def look(wheel: Path, sdist: Path) -> None:
    """Refuse what lacks something, and a wheel that has something which is not for users."""
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = archive.namelist()
    with tarfile.open(sdist) as archive:
        in_sdist = [name.partition("/")[2] for name in archive.getnames()]
    missing = [f"{sdist.name} lacks {name}" for name in IN_SDIST if name not in in_sdist]
    missing += [f"{wheel.name} lacks {name}" for name in IN_WHEEL if name not in in_wheel]
    missing += [
        f"{wheel.name} has {name}" for name in in_wheel if not name.startswith(ONLY_IN_WHEEL)
    ]
    if missing:
        raise SetupError("; ".join(missing))
    print(f"{sdist.name}: {len(in_sdist)} files; {wheel.name}: {len(in_wheel)} files", flush=True)


def attempt(wheel: Path, version: str, django: str) -> None:
    """Migrate a new project with the wheel in an environment of its own."""
    environment, project = (
        PLACE / f"py{version}-django{django}",
        PLACE / f"project-{version}-{django}",
    )
    environments.make(pythons.find(version), environment)
    environments.install(environment, str(wheel), f"django~={django}.0")
    python = environment / "bin" / "python"
    project.mkdir()
    checked([python, "-m", "django", "startproject", "site_of_shop", project], project)
    manage = [python, "manage.py"]
    checked([*manage, "startapp", "shop"], project)
    (project / "shop" / "models.py").write_text(MODELS, encoding="utf-8")
    with (project / "site_of_shop" / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    place, supplier = checked([*manage, "shell", "-v0", "-c", PROBE], project).split()[-2:]
    if supplier != "migrations_core" or not Path(place).is_relative_to(environment):
        raise SetupError(f"{place} was imported, and `migrate` is that of {supplier}.")
    for command in (
        ["makemigrations"],
        ["migrate"],
        ["migrate", "--check"],
        ["makemigrations", "--check"],
        ["migrate", "shop", "zero"],
    ):
        checked([*manage, *command], project)
    print(
        f"Python {version}, Django {django}: a new project was migrated with the wheel", flush=True
    )


def checked(command: Sequence[str | Path], directory: Path) -> str:
    """Run a command away from this checkout; return what it prints."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "DJANGO"))
    }
    done = subprocess.run(
        command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SetupError(f"{' '.join(map(str, command))} fails:\n{done.stdout}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
