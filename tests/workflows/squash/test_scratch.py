"""A squash is verified on databases that were made for it, whatever the settings lead to."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connections

from migrations_core.exceptions import VerificationError
from migrations_core.workflows.squash import scratch
from tests.servers import VENDORS, on_server

CURRENT = {"postgresql": "SELECT current_database()", "mysql": "SELECT DATABASE()"}


def one(connection, sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_the_options_name_is_not_what_is_verified_on(
    vendor, django_db_blocker, tmp_path: Path
) -> None:
    with django_db_blocker.unblock(), on_server(vendor) as real:
        name = real.settings_dict["NAME"]
        option = {"postgresql": "dbname", "mysql": "database"}[vendor]
        only = {"scratch": real.settings_dict | {"OPTIONS": {option: name}}}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(connections), "__iter__", lambda self: iter(only))
            real.settings_dict["OPTIONS"] = {option: name}
            with scratch.scratch_databases(tmp_path):
                found = one(connections["scratch"], CURRENT[vendor])
        assert found.startswith(f"{name}_squash_scratch_")


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_connection_that_leads_elsewhere_is_refused(vendor, django_db_blocker) -> None:
    with django_db_blocker.unblock(), on_server(vendor) as real, pytest.raises(VerificationError):
        scratch._refuse_another(real, "another")


def test_names_are_new_and_tell_nothing_of_a_dsn() -> None:
    first, second = (scratch._new_name({"NAME": "a" * 80}) for _ in range(2))

    assert first != second
    assert len(first) == 63
    assert scratch._new_name({"NAME": "postgresql://ann:secret@host/db"}).startswith(
        "migrations_core_squash_scratch_"
    )
