"""The histories of the configured databases, looked at before anything is added to the migrations."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, router

from migrations_core.masking import without_password
from migrations_core.names import text_of

if TYPE_CHECKING:
    from migrations_core.loader import MigrationLoader

DUMMY_ENGINE = "django.db.backends.dummy"
"""What Django uses for a database without settings."""


def check_histories(loader: MigrationLoader, connections: Any) -> None:
    """Raise InconsistentMigrationHistory for a database that has something applied without what it depends on.

    Databases other than the default one count if there are routers, as something may be migrated to them then. A
    database that cannot be reached is worth a warning only: writing migrations needs none.
    """
    for alias in aliases(connections):
        try:
            loader.check_consistent_history(connections[alias])
        except OperationalError as error:
            warnings.warn(
                "Got an error checking a consistent migration history performed for database "
                f"connection '{alias}': {without_password(text_of(error))}",
                RuntimeWarning,
                stacklevel=2,
            )


def aliases(connections: Iterable[str] | Mapping[str, Any]) -> list[str]:
    """Give the aliases of the databases that migrations are made for."""
    every: Any = connections
    candidates = sorted(every) if settings.DATABASE_ROUTERS else [DEFAULT_DB_ALIAS]
    return [
        alias
        for alias in candidates
        if every[alias].settings_dict["ENGINE"] != DUMMY_ENGINE and _takes_models(alias)
    ]


def _takes_models(alias: str) -> bool:
    return any(
        router.allow_migrate(alias, config.label, model_name=model._meta.object_name)
        for config in apps.get_app_configs()
        for model in config.get_models()
    )
