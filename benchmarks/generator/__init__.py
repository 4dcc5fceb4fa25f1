"""Projects with as many apps, models and migrations as wanted, the same ones for the same seed."""

from __future__ import annotations

from benchmarks.generator.files import app_labels, generate
from benchmarks.generator.size import Size

__all__ = ["Size", "app_labels", "generate"]
