"""A backend's folder has the names of its neighbours, or one that the map explains."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrations_core.backends.registry import FOLDERS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("folder", ["base", "base/planning", *FOLDERS.values()])
def test_every_file_of_a_backend_stands_on_the_map(folder: str) -> None:
    words = re.findall(r"`([a-z_*]+)(?:\.py)?`", (ROOT / "docs/architecture.md").read_text())
    files = {path.stem for path in (ROOT / "migrations_core/backends" / folder).glob("*.py")}
    explained = {name for name in files for word in words if Path(name).match(word)}
    assert files - explained == {"__init__"}
