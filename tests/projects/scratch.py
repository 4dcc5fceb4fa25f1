"""Write a project to a directory, ready to be run with either framework."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.projects.catalogue import Project

FRAMEWORK = "MIGRATION_FRAMEWORK"
DATABASE = "MIGRATED_DATABASE"
VENDOR = "MIGRATED_VENDOR"  # of the server that the database is on; without it, it is a SQLite file

BEFORE = """\
import os

SECRET_KEY = "for scratch projects"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
"""

AFTER = """
if os.environ["MIGRATION_FRAMEWORK"] == "migrations_core":
    INSTALLED_APPS = ["migrations_core", *INSTALLED_APPS]
SQLITE = "django.db.backends.sqlite3"
DATABASES = {"default": {"ENGINE": SQLITE, "NAME": ":memory:"}}
DATABASES["%(alias)s"] = {"ENGINE": SQLITE, "NAME": os.environ["MIGRATED_DATABASE"]}
if vendor := os.environ.get("MIGRATED_VENDOR"):
    from tests.databases import choose_driver, server_of

    choose_driver()
    if vendor == "postgresql":  # its checks want it for fields and indexes of PostgreSQL
        INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.postgres"]
    DATABASES["%(alias)s"] |= {"ENGINE": f"django.db.backends.{vendor}", **server_of(vendor)}
ROOT_URLCONF = "scratch_urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""

URLS = "urlpatterns = []\n"

MANAGE = """\
import os
import sys

from django.core.management import execute_from_command_line

os.environ["DJANGO_SETTINGS_MODULE"] = "scratch_settings"
execute_from_command_line(sys.argv)
"""


def write_project(project: Project, directory: Path) -> None:
    directory.mkdir(parents=True)
    if project.command:
        _generate(project, directory)
    if project.tree:
        ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3")
        shutil.copytree(project.tree, directory, dirs_exist_ok=True, ignore=ignored)
    files = {
        "scratch_settings.py": settings_text(project),
        "scratch_urls.py": URLS,
        "manage.py": MANAGE,
    }
    for name, text in files.items():
        (directory / name).write_text(text)


def settings_text(project: Project) -> str:
    return BEFORE + project.settings + AFTER % {"alias": project.alias}


def _generate(project: Project, directory: Path) -> None:
    """Run the package's own project generator, as its users do."""
    entry, *arguments = project.command
    module, function = entry.split(":")
    source = f"import sys; from {module} import {function}; sys.exit({function}())"
    command = [sys.executable, "-c", source, *arguments, "."]
    subprocess.run(command, cwd=directory, check=True, capture_output=True)
