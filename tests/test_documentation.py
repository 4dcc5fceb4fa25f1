"""What the pages name is there: files, and tests that show what is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
OF_USERS = {
    "manage.py",
    "models.py",
    "apps.py",
    "settings.py",
    "runtests.py",
    "rows.py",
    "NAME.py",
    "b.py",
    "test_b.py",
}
"""Files of a user's project, of Django's, and of examples."""
FILES = {
    path.name
    for root in ("migrations_core", "tests", "scripts", "benchmarks", "example_project")
    for path in (ROOT / root).rglob("*.py")
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    named = re.findall(r"`(?:[\w/]+/)?(\w+\.py)(?:::\w+)?`", page.read_text(encoding="utf-8"))

    assert set(named) - FILES - OF_USERS == set()
