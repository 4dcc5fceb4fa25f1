import pytest

from migrations_core.backends.mysql.types import TYPES as MYSQL
from migrations_core.backends.postgresql.types import TYPES as POSTGRESQL
from migrations_core.backends.sqlite3.types import TYPES as SQLITE
from migrations_core.schema.types import ColumnType, fits, read_type

SAME = [
    (POSTGRESQL, "varchar(20)", "character varying(20)"),
    (POSTGRESQL, "numeric(10, 2)", "numeric(10,2)"),
    (POSTGRESQL, "serial", "integer"),
    (POSTGRESQL, "time", "time without time zone"),
    (POSTGRESQL, "timestamp(3) with time zone", "timestamp with time zone"),
    (POSTGRESQL, "varchar(9)[]", "character varying(9)[]"),
    (MYSQL, "integer AUTO_INCREMENT", "int(11)"),
    (MYSQL, "integer UNSIGNED", "int(10) unsigned"),
    (MYSQL, "bool", "tinyint(1)"),
    (MYSQL, "numeric(5, 1)", "decimal(5,1)"),
    (MYSQL, "datetime(6)", "datetime"),
    (MYSQL, "uuid", "char(32)"),
    (MYSQL, "json", "longtext"),
    (SQLITE, "varchar(20)", "varchar(9)"),
    (SQLITE, "bigint", "integer"),
    (SQLITE, "bool", "integer"),
]
WIDER = [
    (POSTGRESQL, "varchar(20)", "character varying(21)"),
    (POSTGRESQL, "varchar(20)", "text"),
    (POSTGRESQL, "text", "character varying"),
    (POSTGRESQL, "integer", "bigint"),
    (POSTGRESQL, "numeric(5, 2)", "numeric(6,3)"),
    (POSTGRESQL, "numeric(5, 2)", "numeric"),
    (MYSQL, "varchar(20)", "longtext"),
    (MYSQL, "smallint", "int(11)"),
]
UNKNOWN = [
    (POSTGRESQL, "varchar(20)", "citext"),
    (POSTGRESQL, "geometry(POINT,4326)", "integer"),
    (POSTGRESQL, "vector(3)", "text"),
    (MYSQL, "enum('a','b')", "int(11)"),
    (SQLITE, "integer", ""),
]
TOO_NARROW = [
    (POSTGRESQL, "varchar(20)", "character varying(19)"),
    (POSTGRESQL, "text", "character varying(19)"),
    (POSTGRESQL, "bigint", "integer"),
    (POSTGRESQL, "numeric(5, 2)", "numeric(6,1)"),
    (POSTGRESQL, "numeric(5, 2)", "numeric(5,3)"),
    (POSTGRESQL, "numeric", "numeric(5,3)"),
    (MYSQL, "longtext", "varchar(255)"),
    (MYSQL, "bigint", "int(11)"),
]
DIFFERENT = [
    (POSTGRESQL, "integer", "text"),
    (POSTGRESQL, "integer", "integer[]"),
    (POSTGRESQL, "timestamp with time zone", "timestamp without time zone"),
    (POSTGRESQL, "boolean", "integer"),
    (MYSQL, "integer UNSIGNED", "int(11)"),
    (MYSQL, "date", "datetime(6)"),
    (SQLITE, "integer", "text"),
    (SQLITE, "date", "text"),
]


@pytest.mark.parametrize(("types", "wanted", "found"), [*SAME, *WIDER, *UNKNOWN])
def test_what_is_the_same_or_wider_or_unknown_will_do(types, wanted, found):
    assert fits(wanted, found, types)


@pytest.mark.parametrize(("types", "wanted", "found"), [*TOO_NARROW, *DIFFERENT])
def test_what_takes_other_values_will_not_do(types, wanted, found):
    assert not fits(wanted, found, types)


def test_a_type_is_read_with_its_limits_and_dimensions():
    read = read_type("Numeric(10, 2)[][3]", POSTGRESQL)
    assert read == ColumnType("numeric", (10, 2), "[][3]")
