"""What the package says of itself is true wherever it is said, and readable on a package index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import matrix

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def classified(prefix: str) -> list[str]:
    """Return the versions that classifiers name."""
    pattern = re.compile(rf"{re.escape(prefix)} :: (\d+\.\d+)$")
    return [match[1] for line in PROJECT["classifiers"] if (match := pattern.match(line))]


def test_every_classified_python_and_django_is_tried() -> None:
    pairs = list(matrix.pairs())

    assert sorted({python for python, _ in pairs}) == classified("Programming Language :: Python")
    assert sorted({django for _, django in pairs}) == classified("Framework :: Django")


def test_tox_names_the_same_pairs() -> None:
    config = (ROOT / "tox.ini").read_text(encoding="utf-8")
    lists = re.findall(r"py\{([\d,]+)\}-django\{?([\d,]+)\}?-", config)
    named = {
        (f"3.{python[1:]}", f"{django[0]}.{django[1:]}")
        for pythons, series in lists
        for python in pythons.split(",")
        for django in series.split(",")
    }

    assert named == set(matrix.pairs())


def test_the_readme_links_to_places_that_exist_outside_the_repository() -> None:
    targets = re.findall(r"\]\(([^)]*)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    home = f"{PROJECT['urls']['Homepage']}/blob/main/"

    assert [target for target in targets if not target.startswith(home)] == []
    assert [path for path in targets if not (ROOT / path.removeprefix(home)).exists()] == []


def test_the_readme_offers_the_extras_that_there_are() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(rf"`{PROJECT['name']}\[([\w-]+)\]`", readme)

    assert named == list(PROJECT["optional-dependencies"])
