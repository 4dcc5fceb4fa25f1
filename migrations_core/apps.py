"""The application: being in ``INSTALLED_APPS`` is what makes the commands ours."""

from __future__ import annotations

from django.apps import AppConfig


class MigrationsCoreConfig(AppConfig):
    name = "migrations_core"
    verbose_name = "Migrations"

    def ready(self) -> None:
        from migrations_core.management import derived  # it needs settings

        derived.install()
