"""Where everything is, and what is raised when something that the commands need cannot be had."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
LOGS = CACHE / "logs"


class SetupError(Exception):
    """Something that the commands need cannot be had here; the message is one clear sentence."""
