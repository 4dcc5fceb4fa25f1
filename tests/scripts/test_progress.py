"""How far a command has come is read from what it printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress import position


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("", "started"),
        ("...s.\n", "started"),
        ("..... [  7%]\n..... [ 14%]\n...", "14 %"),
        (
            "Django 6.1\n3 of 20 labels on ours: schema, 7.4 s\n\n",
            "3 of 20 labels on ours: schema, 7.4 s",
        ),
    ],
)
def test_a_position_is_a_percentage_or_the_last_line(
    printed: str, expected: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    log.write_text(printed)

    assert position(log) == expected


def test_what_has_not_begun_to_print_has_started(tmp_path: Path) -> None:
    assert position(tmp_path / "none") == "started"
