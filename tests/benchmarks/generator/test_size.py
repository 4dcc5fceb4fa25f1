"""Sizes are written as people say them."""

from __future__ import annotations

import pytest

from benchmarks.generator import Size


@pytest.mark.parametrize("text", ["20x10x50", "3x1x2+squashes"])
def test_what_is_written_is_what_was_read(text: str) -> None:
    assert str(Size.parse(text)) == text


@pytest.mark.parametrize("text", ["20x10", "0x1x1", "2x2x2+more", "axbxc"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # argparse shows its own message
        Size.parse(text)


def test_models_and_migrations_are_counted_per_app() -> None:
    size = Size(apps=3, models=4, migrations=5)

    assert (size.all_models, size.all_migrations) == (12, 15)
