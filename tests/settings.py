"""Settings for migrations_core's own tests.

Most tests open connections of their own or none at all; these settings give Django what it needs
to start. The databases are in memory, so that test runs cannot meet.
"""

from tests.databases import choose_driver

choose_driver()

IN_MEMORY = {
    "ENGINE": "migrations_core.backends.sqlite3",
    "NAME": ":memory:",
    # Said twice, or pytest-xdist's workers are told of files that have a colon in their name.
    "TEST": {"NAME": ":memory:"},
}
DATABASES = {
    "default": IN_MEMORY,
    "other": IN_MEMORY,
}
INSTALLED_APPS = [
    "migrations_core",
    "django.contrib.contenttypes",
    "django.contrib.auth",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "for tests only"
USE_TZ = True
