"""Bring a database from the migrations it has applied to those that somebody asks for."""

from __future__ import annotations

from migrations_core.executor.run import MigrationExecutor
from migrations_core.recorder import MigrationRecorder

__all__ = ["MigrationExecutor", "MigrationRecorder"]
