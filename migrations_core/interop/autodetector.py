"""Django's autodetector, which stands in while this package has none of its own.

``makemigrations`` is Django's command until then, and a system check (commands.E001) insists that ``migrate`` names
the same class. It is only named: nothing here runs it on our states.
"""

from __future__ import annotations

from typing import Any

MigrationAutodetector: Any
try:
    from django.db.migrations.autodetector import MigrationAutodetector
except (
    ModuleNotFoundError
):  # this package answers for django.db.migrations, as in runs of Django's test suite
    MigrationAutodetector = None
