"""Undo the migrations of every app: ``migrate APP zero`` for one after the other."""

from __future__ import annotations

import django
from django.apps import apps
from django.core.management import call_command


def migrate_to_zero() -> None:
    """Begin with the first app, on which most others depend; what is undone already stays so."""
    own = [config.label for config in apps.get_app_configs() if config.label.startswith("app")]
    for label in (*own, "auth", "contenttypes"):
        call_command("migrate", label, "zero", verbosity=0, interactive=False)


if __name__ == "__main__":
    django.setup()
    migrate_to_zero()
