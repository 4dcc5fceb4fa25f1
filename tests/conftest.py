"""What every test run needs."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slow tests last, so that a mistake shows within seconds."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)
