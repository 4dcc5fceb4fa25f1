"""Bring a database from the migrations it has applied to those that somebody asks for."""

from __future__ import annotations

from migrations_core.executor.run import MigrationExecutor

__all__ = ["MigrationExecutor"]
