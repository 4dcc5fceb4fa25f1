"""The page about differences from stock Django names all that are known, and tests that exist."""

import re
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE.parent / "docs" / "differences.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`(test_\w+)`", PAGE))


def known() -> set[str]:
    """Give the names of the tests of Django's suite that are known to fail on us."""
    files = (HERE / "django_suite" / "known_differences").glob("*.toml")
    listed = (tomllib.loads(path.read_text(encoding="utf-8")) for path in files)
    return {test.rpartition(".")[2] for tests in listed for test in tests}


def ours() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in HERE.rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}


def test_the_page_names_every_test_of_django_that_is_known_to_fail() -> None:
    assert known() - NAMED == set()


def test_what_the_page_names_is_a_test_of_ours_or_one_that_is_known_to_fail() -> None:
    assert NAMED - ours() - known() == set()


def test_every_row_has_all_columns() -> None:
    tables = [line for line in PAGE.splitlines() if line.startswith("|")]
    assert {line.count(" | ") for line in tables if "---" not in line} == {1, 3}
    assert all(line.endswith("|") and not line.endswith("| |") for line in tables)
