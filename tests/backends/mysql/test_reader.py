"""The snapshot of MariaDB and MySQL sees every kind of difference that the servers themselves keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from migrations_core.backends.mysql.reader import read_schema
from migrations_core.schema.tables import Schema
from tests.servers import connect, create, demand_server, drop, empty_database
from tests.snapshots.diff import diff
from tests.snapshots.rows import TableRows
from tests.snapshots.server_rows import COUNTERS, read_mysql_rows

Read = Callable[[str], Schema]


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    demand_server("mysql")
    with empty_database("mysql") as name:
        yield name


@pytest.fixture
def schema(database: str) -> Read:
    """Give the schema that statements make in an empty database."""

    def read(sql: str) -> Schema:
        drop("mysql", database)
        create("mysql", database)
        with closing(connect("mysql", database)) as connection:
            with connection.cursor() as cursor:
                for statement in filter(str.strip, sql.split(";")):
                    cursor.execute(statement)
            return read_schema(connection)

    return read


TARGET = "CREATE TABLE t (id integer PRIMARY KEY, b integer UNIQUE);"
BASE = "CREATE TABLE a (id integer NOT NULL PRIMARY KEY, x integer NULL);"


def table(body: str, rest: str = "") -> str:
    return f"CREATE TABLE a (id integer NOT NULL PRIMARY KEY, {body}){rest};"


def reference(rest: str) -> str:
    return TARGET + table(f"x integer, CONSTRAINT f FOREIGN KEY (x) REFERENCES {rest}")


def index(definition: str, *, kind: str = "") -> str:
    return table("x integer, y varchar(30)") + f"CREATE {kind} INDEX i ON a {definition};"


def trigger(body: str) -> str:
    return BASE + f"CREATE TRIGGER g BEFORE INSERT ON a FOR EACH ROW SET NEW.x = {body};"


INDEX = index("(x)")
COLUMNS = {
    "a table": (BASE, ""),
    "the name of a table": (BASE, BASE.replace(" a ", " b ")),
    "the engine": (BASE, table("x integer", " ENGINE=MyISAM")),
    "the collation of a table": (BASE, table("x integer", " COLLATE utf8mb4_bin")),
    "the format of rows": (BASE, table("x integer", " ROW_FORMAT=COMPRESSED")),
    "the comment of a table": (BASE, table("x integer", " COMMENT 'one'")),
    "a column": (BASE, table("x integer, y integer")),
    "the name of a column": (table("x text"), table("y text")),
    "the case of a column's name": (table("x text"), table("X text")),
    "the order of columns": (table("x text, y text"), table("y text, x text")),
    "a type": (table("x varchar(10)"), table("x varchar(11)")),
    "the sign of a type": (table("x integer"), table("x integer unsigned")),
    "the precision of a time": (table("x datetime"), table("x datetime(6)")),
    "NOT NULL": (table("x integer"), table("x integer NOT NULL")),
    "a default": (table("x integer"), table("x integer DEFAULT 1")),
    "the value of a default": (table("x integer DEFAULT 1"), table("x integer DEFAULT 2")),
    "the class of a default": (
        table("x varchar(9) DEFAULT 'pi()'"),
        table("x varchar(9) DEFAULT (pi())"),
    ),
    "a default on update": (
        table("x timestamp(6) NULL"),
        table("x timestamp(6) NULL ON UPDATE current_timestamp(6)"),
    ),
    "the case in a string": (table("x text DEFAULT ('a')"), table("x text DEFAULT ('A')")),
    "AUTO_INCREMENT": (BASE, BASE.replace("NOT NULL", "NOT NULL AUTO_INCREMENT")),
    "the collation of a column": (table("x text"), table("x text COLLATE utf8mb4_bin")),
    "the character set": (table("x text"), table("x text CHARACTER SET latin1")),
    "a generated column": (table("x int"), table("x int AS (id + 1)")),
    "a generated expression": (table("x int AS (y + 1), y int"), table("x int AS (y + 2), y int")),
    "the kind of a generated column": (
        table("x int AS (y) VIRTUAL, y int"),
        table("x int AS (y) STORED, y int"),
    ),
    "the comment of a column": (BASE, table("x integer COMMENT 'one'")),
}
CONSTRAINTS = {
    "a primary key": (BASE, "CREATE TABLE a (id integer NOT NULL, x integer);"),
    "the order of a primary key": (
        "CREATE TABLE a (x int, y int, PRIMARY KEY (x, y));",
        "CREATE TABLE a (x int, y int, PRIMARY KEY (y, x));",
    ),
    "a check": (BASE, table("x integer CHECK (x > 0)")),
    "the expression of a check": (
        table("x integer, CONSTRAINT p CHECK (x > 0)"),
        table("x integer, CONSTRAINT p CHECK (x >= 0)"),
    ),
    "the name of a check": (
        table("x integer, CONSTRAINT p CHECK (x > 0)"),
        table("x integer, CONSTRAINT q CHECK (x > 0)"),
    ),
    "a unique constraint": (BASE, table("x integer UNIQUE")),
    "the name of a unique constraint": (
        table("x integer, UNIQUE u (x)"),
        table("x integer, UNIQUE v (x)"),
    ),
    "a foreign key": (
        TARGET + table("x integer, INDEX f (x)"),
        reference("t (id)"),
    ),
    "the target column": (reference("t (id)"), reference("t (b)")),
    "ON DELETE": (reference("t (id)"), reference("t (id) ON DELETE CASCADE")),
    "ON UPDATE": (reference("t (id)"), reference("t (id) ON UPDATE SET NULL")),
    "the name of a foreign key": (
        reference("t (id)"),
        reference("t (id)").replace("CONSTRAINT f", "CONSTRAINT g"),
    ),
}
INDEXES = {
    "an index": (table("x integer, y varchar(30)"), INDEX),
    "the name of an index": (INDEX, INDEX.replace("INDEX i", "INDEX j")),
    "the columns of an index": (index("(x, y)"), index("(y, x)")),
    "the uniqueness of an index": (INDEX, index("(x)", kind="UNIQUE")),
    "the kind of an index": (index("(y)"), index("(y)", kind="FULLTEXT")),
    "the direction in an index": (INDEX, index("(x DESC)")),
    "the prefix of an index": (index("(y)"), index("(y(7))")),
    "the comment of an index": (INDEX, index("(x) COMMENT 'one'")),
}
OTHERS = {
    "a trigger": (BASE, trigger("1")),
    "the body of a trigger": (trigger("1"), trigger("2")),
    "a view": (BASE, BASE + "CREATE VIEW v AS SELECT x FROM a;"),
    "the body of a view": (
        BASE + "CREATE VIEW v AS SELECT x FROM a;",
        BASE + "CREATE VIEW v AS SELECT id AS x FROM a;",
    ),
    "a function": ("", "CREATE FUNCTION f() RETURNS integer DETERMINISTIC RETURN 1;"),
}
DIFFERENT = COLUMNS | CONSTRAINTS | INDEXES | OTHERS

EQUAL = {
    "white space and case": (table("x varchar(10)"), table("\n\tx   VARCHAR ( 10 )\n")),
    "an explicit NULL": (table("x text NULL"), table("x text")),
    "RESTRICT, which is NO ACTION": (reference("t (id)"), reference("t (id) ON DELETE RESTRICT")),
    "the place of an index": (table("x int, INDEX i (x)"), BASE + "CREATE INDEX i ON a (x);"),
    "the order of creation": (BASE + TARGET, TARGET + BASE),
    "the next number": (
        BASE.replace("NOT NULL", "NOT NULL AUTO_INCREMENT"),
        BASE.replace("NOT NULL", "NOT NULL AUTO_INCREMENT") + "INSERT INTO a VALUES (NULL, 1);",
    ),
}


@pytest.mark.parametrize(("first", "second"), DIFFERENT.values(), ids=DIFFERENT)
def test_schemas_that_differ_in_one_thing_are_unequal_and_the_diff_says_so(
    schema: Read, first: str, second: str
) -> None:
    one, other = schema(first), schema(second)

    assert one != other
    assert diff(one, other) != ""


@pytest.mark.parametrize(("first", "second"), EQUAL.values(), ids=EQUAL)
def test_schemas_that_mean_and_name_the_same_are_equal(
    schema: Read, first: str, second: str
) -> None:
    assert diff(schema(first), schema(second)) == ""


def test_the_diff_names_table_column_and_property(schema: Read) -> None:
    before, after = schema(table("x varchar(10) NULL")), schema(table("x varchar(20) NOT NULL"))

    assert [line for line in diff(before, after).splitlines() if "default" not in line] == [
        "-tables a columns x type: 'varchar(10)'",
        "-tables a columns x null: True",
        "+tables a columns x type: 'varchar(20)'",
        "+tables a columns x null: False",
    ]


def test_rows_and_counters_are_told(database: str) -> None:
    with closing(connect("mysql", database)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE r (id integer AUTO_INCREMENT PRIMARY KEY, x text, y datetime, z blob)"
        )
        cursor.execute("INSERT INTO r (x, y, z) VALUES ('1', now(), 'a'), (NULL, NULL, NULL)")
        schema = read_schema(connection)
        rows = read_mysql_rows(connection, schema)
        cursor.execute("DROP TABLE r")

    counter = next(table for table in rows if table.table == COUNTERS)
    assert next(table for table in rows if table.table == "r") == TableRows(
        "r",
        ("id", "x", "y", "z"),
        (("1", "'1'", "'<now>'", "b'a'"), ("2", "None", "None", "None")),
    )
    assert ("r", "3") in counter.rows
