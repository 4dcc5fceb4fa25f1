"""A project with databases of three vendors, migrated once for all tests that only look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.multi_database.three_vendors import VENDORS_OF, Site, build
from tests.servers import demand_server, empty_database


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with ExitStack() as stack:
        names = {}
        for alias, vendor in VENDORS_OF.items():
            demand_server(vendor)
            names[alias] = stack.enter_context(empty_database(vendor))
        yield build(Path(tmp_path_factory.mktemp("site")), names)
