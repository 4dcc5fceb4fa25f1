import re

from migrations_core.utils import get_migration_name_timestamp


def test_a_timestamp_goes_down_to_the_minute():
    assert re.fullmatch(r"\d{8}_\d{4}", get_migration_name_timestamp())
