"""A bookshop: two databases, a custom user, a reusable app.

The environment chooses what the project is tried with:

EXAMPLE_FRAMEWORK     ``migrations_core`` (the default), or ``django`` for Django's own framework
EXAMPLE_DATABASE      engine of the default database: sqlite3 (the default), postgresql or mysql
EXAMPLE_DATABASE_DIR  where SQLite's files go
EXAMPLE_NAME, EXAMPLE_USER, EXAMPLE_PASSWORD, EXAMPLE_HOST, EXAMPLE_PORT
                      the connection to a database server; the archive's name has ``_archive`` added
"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
FRAMEWORK = os.environ.get("EXAMPLE_FRAMEWORK", "migrations_core")


def database(suffix: str = "") -> dict[str, object]:
    """Return the settings of a database, as far as they are not Django's defaults."""
    engine = os.environ.get("EXAMPLE_DATABASE", "sqlite3")
    if engine == "sqlite3":
        directory = Path(os.environ.get("EXAMPLE_DATABASE_DIR", BASE_DIR))
        name = str(directory / f"bookshop{suffix}.sqlite3")
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name}
    keys = ("USER", "PASSWORD", "HOST", "PORT")
    given = {key: os.environ[f"EXAMPLE_{key}"] for key in keys if f"EXAMPLE_{key}" in os.environ}
    name = os.environ.get("EXAMPLE_NAME", "bookshop") + suffix
    return {"ENGINE": f"django.db.backends.{engine}", "NAME": name, **given}


DATABASES = {"default": database(), "archive": database("_archive")}
DATABASE_ROUTERS = ["bookshop.routers.ArchiveRouter"]

INSTALLED_APPS = [
    # This one line is all that a project changes.
    *([] if FRAMEWORK == "django" else ["migrations_core"]),
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.admin",
    "bookshop",
    "people",
    "keywords",
    "catalogue",
    "sales",
    "archive",
]
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The admin is here for its migrations; its pages are not served.
SILENCED_SYSTEM_CHECKS = ["admin.E403", "admin.E406", "admin.E408", "admin.E409", "admin.E410"]
SECRET_KEY = "the example is never deployed"
USE_TZ = True
