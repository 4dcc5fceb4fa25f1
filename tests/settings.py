"""Settings for migrations_core's own tests.

Most tests open connections of their own or none at all; these settings give Django what it needs
to start. The databases are in memory, so that test runs cannot meet.
"""

from tests.databases import choose_driver

choose_driver()

DATABASES = {
    "default": {"ENGINE": "migrations_core.backends.sqlite3", "NAME": ":memory:"},
    "other": {"ENGINE": "migrations_core.backends.sqlite3", "NAME": ":memory:"},
}
INSTALLED_APPS = [
    "migrations_core",
    "django.contrib.contenttypes",
    "django.contrib.auth",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "for tests only"
USE_TZ = True
