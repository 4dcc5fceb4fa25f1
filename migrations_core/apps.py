"""The application: being in ``INSTALLED_APPS`` is what makes the commands ours."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class MigrationsCoreConfig(AppConfig):
    name = "migrations_core"
    verbose_name = "Migrations"

    def __init__(self, app_name: str, app_module: Any) -> None:
        super().__init__(app_name, app_module)
        from migrations_core.management import before_commands

        # Django has imported no models yet, and may fail to.
        before_commands.install()

    def ready(self) -> None:
        from migrations_core.management import derived  # it needs settings

        derived.install()
