"""The floor of every command that looks at migrations: set up and import their files."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec

import django
from django.apps import apps


def import_migrations() -> int:
    """Import the migrations of every installed app; return their number."""
    number = 0
    for config in apps.get_app_configs():
        name = f"{config.name}.migrations"
        if find_spec(name) is None:
            continue
        package = import_module(name)
        for module in pkgutil.iter_modules(package.__path__):
            import_module(f"{name}.{module.name}")
            number += 1
    return number


if __name__ == "__main__":
    django.setup()
    import_migrations()
