"""Settings for Django's test suite; the runner says through the environment which engine is
meant."""

import os

import django

from tests.databases import server_of as _server_of
from tests.django_suite.labels import DATABASES as _databases

_database = _databases[os.environ["DJANGO_SUITE_DATABASE"]]
_stock = os.environ["DJANGO_SUITE_FRAMEWORK"] == "django"


def _settings(alias: str) -> dict[str, object]:
    """Return the settings of a database that no other process uses."""
    engine = {"ENGINE": _database.django if _stock else _database.ours}
    if not _database.server:
        return engine
    name = f"suite_{os.getpid()}_{alias}"
    test = {"NAME": name, **({"CHARSET": "utf8mb4"} if _database.server == "mysql" else {})}
    return {**engine, **(_server_of(_database.server) or {}), "NAME": name, "TEST": test}


DATABASES = {alias: _settings(alias) for alias in ("default", "other")}
SECRET_KEY = "for tests only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
USE_TZ = False
TEST_RUNNER = "tests.django_suite.recording.RecordingRunner"
if django.VERSION < (6,):  # as in its own settings: without it checks warn of every model
    DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
