"""Migrations that no script can be made of."""

from __future__ import annotations

from django.db import connection

from migrations_core.exceptions import AppWithoutMigrationsError
from migrations_core.workflows.sql import script
from tests.apps_on_disk import Apps
from tests.told import refusal


def test_an_app_has_to_have_migrations(apps: Apps, db):
    apps.add("plain").joinpath("__init__.py").unlink()
    with apps.installed():
        assert refusal(script, connection, "plain", "0001", backwards=False) == (
            AppWithoutMigrationsError,
            "App 'plain' does not have migrations",
            {"app_label": "plain"},
        )
