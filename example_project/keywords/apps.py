"""The app's configuration; it keeps its own kind of primary key wherever it is installed."""

from django.apps import AppConfig


class KeywordsConfig(AppConfig):
    """Keywords for objects of any model."""

    name = "keywords"
    default_auto_field = "django.db.models.AutoField"
