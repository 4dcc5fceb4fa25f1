"""The snapshot sees every kind of difference, and none where there is no meaning."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrations_core.backends.sqlite3.create_table import UnreadableDDLError
from migrations_core.schema.tables import Schema
from tests.snapshots.diff import diff
from tests.snapshots.schemas import read_file

TARGET = 'CREATE TABLE "t" ("id" integer PRIMARY KEY, "b" integer UNIQUE);'
BASE = 'CREATE TABLE "a" ("id" integer NOT NULL PRIMARY KEY, "x" integer NULL);'


def schema(sql: str) -> Schema:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(sql)
        return read_file(connection)


def table(body: str, rest: str = "") -> str:
    return f'CREATE TABLE "a" ("id" integer NOT NULL PRIMARY KEY, {body}){rest};'


def reference(rest: str) -> str:
    return TARGET + table(f'"x" integer REFERENCES {rest}')


DIFFERENT = {
    "a table": (BASE, ""),
    "the name of a table": (BASE, BASE.replace('"a"', '"b"')),
    "the case of the name of a table": (BASE, BASE.replace('"a"', '"A"')),
    "a column": (BASE, table('"x" integer NULL, "y" integer')),
    "the name of a column": (table('"x" text'), table('"y" text')),
    "the order of columns": (table('"x" text, "y" text'), table('"y" text, "x" text')),
    "a type": (table('"x" varchar(10)'), table('"x" varchar(11)')),
    "a type and its absence": (table('"x" text'), table('"x"')),
    "NOT NULL": (table('"x" text'), table('"x" text NOT NULL')),
    "a default": (table('"x" text'), table('"x" text DEFAULT 1')),
    "the value of a default": (table('"x" text DEFAULT 1'), table('"x" text DEFAULT 2')),
    "a default of NULL": (table('"x" text'), table('"x" text DEFAULT NULL')),
    "the sign of a default": (table('"x" text DEFAULT 1'), table('"x" text DEFAULT -1')),
    "the class of a default": (table('"x" text DEFAULT 1'), table("\"x\" text DEFAULT '1'")),
    "the case in a string": (table("\"x\" text DEFAULT 'a'"), table("\"x\" text DEFAULT 'A'")),
    "an expression as default": (table('"x" DEFAULT (1 + 1)'), table('"x" DEFAULT (1 + 2)')),
    "a keyword in quotes": (table('"x" DEFAULT TRUE'), table("\"x\" DEFAULT 'TRUE'")),
    "a primary key": (table('"x" text'), 'CREATE TABLE "a" ("id" integer NOT NULL, "x" text);'),
    "the column of a primary key": (
        'CREATE TABLE "a" ("x" integer PRIMARY KEY, "y" integer);',
        'CREATE TABLE "a" ("x" integer, "y" integer PRIMARY KEY);',
    ),
    "the order of a primary key": (
        'CREATE TABLE "a" ("x", "y", PRIMARY KEY ("x", "y"));',
        'CREATE TABLE "a" ("x", "y", PRIMARY KEY ("y", "x"));',
    ),
    "the name of a primary key": (
        'CREATE TABLE "a" ("x", CONSTRAINT "p" PRIMARY KEY ("x"));',
        'CREATE TABLE "a" ("x", PRIMARY KEY ("x"));',
    ),
    "AUTOINCREMENT": (
        'CREATE TABLE "a" ("id" integer PRIMARY KEY);',
        'CREATE TABLE "a" ("id" integer PRIMARY KEY AUTOINCREMENT);',
    ),
    "a collation": (table('"x" text'), table('"x" text COLLATE NOCASE')),
    "the name of a collation": (
        table('"x" text COLLATE RTRIM'),
        table('"x" text COLLATE NOCASE'),
    ),
    "a generated column": (table('"x" integer'), table('"x" integer AS ("id")')),
    "a generated expression": (
        table('"x" integer AS ("id" + 1)'),
        table('"x" integer AS ("id" + 2)'),
    ),
    "the kind of a generated column": (
        table('"x" integer AS ("id") STORED'),
        table('"x" integer AS ("id") VIRTUAL'),
    ),
    "a check": (table('"x" integer'), table('"x" integer CHECK ("x" > 0)')),
    "the expression of a check": (
        table('"x" integer CHECK ("x" > 0)'),
        table('"x" integer CHECK ("x" >= 0)'),
    ),
    "parentheses in a check": (
        table('"x" integer CHECK ("x" + 1 * 2 > 0)'),
        table('"x" integer CHECK (("x" + 1) * 2 > 0)'),
    ),
    "the name of a check": (
        table('"x" integer, CONSTRAINT "p" CHECK ("x" > 0)'),
        table('"x" integer, CONSTRAINT "q" CHECK ("x" > 0)'),
    ),
    "a second check": (
        table('"x" integer CHECK ("x" > 0)'),
        table('"x" integer CHECK ("x" > 0) CHECK ("x" < 9)'),
    ),
    "a unique constraint": (table('"x" integer'), table('"x" integer UNIQUE')),
    "the name of a unique constraint": (
        table('"x" integer UNIQUE'),
        table('"x" integer, CONSTRAINT "u" UNIQUE ("x")'),
    ),
    "the columns of a unique constraint": (
        table('"x", "y", UNIQUE ("x")'),
        table('"x", "y", UNIQUE ("x", "y")'),
    ),
    "the order of a unique constraint": (
        table('"x", "y", UNIQUE ("x", "y")'),
        table('"x", "y", UNIQUE ("y", "x")'),
    ),
    "a conflict clause": (table('"x" UNIQUE'), table('"x" UNIQUE ON CONFLICT IGNORE')),
    "the conflict clause of NOT NULL": (
        table('"x" NOT NULL'),
        table('"x" NOT NULL ON CONFLICT REPLACE'),
    ),
    "a unique constraint and a unique index": (
        table('"x" UNIQUE'),
        table('"x"') + 'CREATE UNIQUE INDEX "i" ON "a" ("x");',
    ),
    "a foreign key": (reference('"t" ("id")'), TARGET + table('"x" integer')),
    "the target of a foreign key": (reference('"t" ("id")'), reference('"u" ("id")')),
    "the target column": (reference('"t" ("id")'), reference('"t" ("b")')),
    "ON DELETE": (reference('"t" ("id")'), reference('"t" ("id") ON DELETE CASCADE')),
    "the action": (
        reference('"t" ("id") ON DELETE SET NULL'),
        reference('"t" ("id") ON DELETE SET DEFAULT'),
    ),
    "ON UPDATE": (reference('"t" ("id")'), reference('"t" ("id") ON UPDATE RESTRICT')),
    "deferrability": (
        reference('"t" ("id")'),
        reference('"t" ("id") DEFERRABLE INITIALLY DEFERRED'),
    ),
    "initial deferral": (
        reference('"t" ("id") DEFERRABLE INITIALLY IMMEDIATE'),
        reference('"t" ("id") DEFERRABLE INITIALLY DEFERRED'),
    ),
    "the name of a foreign key": (
        reference('"t" ("id")'),
        TARGET + table('"x" integer CONSTRAINT "f" REFERENCES "t" ("id")'),
    ),
    "an index": (BASE, BASE + 'CREATE INDEX "i" ON "a" ("x");'),
    "the name of an index": (
        BASE + 'CREATE INDEX "i" ON "a" ("x");',
        BASE + 'CREATE INDEX "j" ON "a" ("x");',
    ),
    "the columns of an index": (
        BASE + 'CREATE INDEX "i" ON "a" ("x", "id");',
        BASE + 'CREATE INDEX "i" ON "a" ("id", "x");',
    ),
    "the uniqueness of an index": (
        BASE + 'CREATE INDEX "i" ON "a" ("x");',
        BASE + 'CREATE UNIQUE INDEX "i" ON "a" ("x");',
    ),
    "the order in an index": (
        BASE + 'CREATE INDEX "i" ON "a" ("x");',
        BASE + 'CREATE INDEX "i" ON "a" ("x" DESC);',
    ),
    "the collation in an index": (
        BASE + 'CREATE INDEX "i" ON "a" ("x");',
        BASE + 'CREATE INDEX "i" ON "a" ("x" COLLATE NOCASE);',
    ),
    "the expression of an index": (
        BASE + 'CREATE INDEX "i" ON "a" (LOWER("x"));',
        BASE + 'CREATE INDEX "i" ON "a" (UPPER("x"));',
    ),
    "the condition of an index": (
        BASE + 'CREATE INDEX "i" ON "a" ("x");',
        BASE + 'CREATE INDEX "i" ON "a" ("x") WHERE "x" > 0;',
    ),
    "the constant in a condition": (
        BASE + 'CREATE INDEX "i" ON "a" ("x") WHERE "x" > 1;',
        BASE + 'CREATE INDEX "i" ON "a" ("x") WHERE "x" > 0;',
    ),
    "a trigger": (
        BASE,
        BASE + 'CREATE TRIGGER "g" AFTER INSERT ON "a" BEGIN DELETE FROM "a"; END;',
    ),
    "the body of a trigger": (
        BASE + 'CREATE TRIGGER "g" AFTER INSERT ON "a" BEGIN DELETE FROM "a"; END;',
        BASE + 'CREATE TRIGGER "g" AFTER INSERT ON "a" BEGIN UPDATE "a" SET "x" = 1; END;',
    ),
    "a view": (BASE, BASE + 'CREATE VIEW "v" AS SELECT "x" FROM "a";'),
    "the body of a view": (
        BASE + 'CREATE VIEW "v" AS SELECT "id" FROM "a";',
        BASE + 'CREATE VIEW "v" AS SELECT "x" FROM "a";',
    ),
    "STRICT": (table('"x" text'), table('"x" text', " STRICT")),
    "WITHOUT ROWID": (table('"x" text'), table('"x" text', " WITHOUT ROWID")),
    "a virtual table": (
        "CREATE VIRTUAL TABLE f USING fts5(a);",
        "CREATE VIRTUAL TABLE f USING fts5(a, tokenize = porter);",
    ),
}

EQUAL = {
    "white space": (table('"x" varchar(10)'), table('\n\t"x"   varchar ( 10 )\n')),
    "a comment": (table('"x" text'), table('"x" /* , "y" text */ text -- more\n')),
    "quotes": (table('"x" text UNIQUE'), "CREATE TABLE a ([id] integer NOT NULL PRIMARY KEY,"
               " `x` text UNIQUE);"),
    "the case of keywords": (
        table('"x" text CHECK ("x" IS NOT NULL) REFERENCES "t" ("id") ON DELETE CASCADE'),
        table('"x" text check ("x" is not null) references "t" ("id") on delete cascade'),
    ),
    "the case of a type": (table('"x" VarChar(9)'), table('"x" varchar(9)')),
    "the case of functions": (
        BASE + 'CREATE INDEX "i" ON "a" (LOWER("x"));',
        BASE + 'CREATE INDEX "i" ON "a" (lower("x"));',
    ),
    "an explicit NULL": (table('"x" text NULL'), table('"x" text')),
    "an explicit ASC": (
        BASE + 'CREATE INDEX "i" ON "a" ("x" ASC);',
        BASE + 'CREATE INDEX "i" ON "a" ("x");',
    ),
    "an explicit NO ACTION": (reference('"t" ("id") ON DELETE NO ACTION'), reference('"t" ("id")')),
    "the place of a unique constraint": (table('"x" UNIQUE'), table('"x", UNIQUE ("x")')),
    "the place of a foreign key": (
        reference('"t" ("id")'),
        TARGET + table('"x" integer, FOREIGN KEY ("x") REFERENCES "t" ("id")'),
    ),
    "the place of a check": (
        table('"x" CHECK ("x" > 0)'),
        table('"x", CHECK ("x" > 0)'),
    ),
    "the order of constraints": (
        table('"x", CONSTRAINT "p" CHECK (1), CONSTRAINT "q" UNIQUE ("x"), UNIQUE ("id")'),
        table('"x", UNIQUE ("id"), CONSTRAINT "q" UNIQUE ("x"), CONSTRAINT "p" CHECK (1)'),
    ),
    "the order of creation": (BASE + TARGET, TARGET + BASE),
    "a column added later": (
        table('"x" text, "y" integer NOT NULL DEFAULT 1, CONSTRAINT "p" CHECK ("x" > 0)'),
        table('"x" text, CONSTRAINT "p" CHECK ("x" > 0)')
        + 'ALTER TABLE "a" ADD COLUMN "y" integer NOT NULL DEFAULT 1;',
    ),
    "a table under its second name": (
        table('"x" text CHECK ("x" > 0)'),
        table('"x" text CHECK ("x" > 0)').replace('"a"', '"b"') + 'ALTER TABLE "b" RENAME TO "a";',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second"), DIFFERENT.values(), ids=DIFFERENT)
def test_schemas_that_differ_in_one_thing_are_unequal_and_the_diff_says_so(
    first: str, second: str
) -> None:
    one, other = schema(first), schema(second)

    assert one != other
    assert diff(one, other) != ""


@pytest.mark.parametrize(("first", "second"), EQUAL.values(), ids=EQUAL)
def test_schemas_that_mean_and_name_the_same_are_equal(first: str, second: str) -> None:
    one, other = schema(first), schema(second)

    assert one == other
    assert diff(one, other) == ""


def test_the_diff_names_table_column_and_property() -> None:
    before = schema(table('"x" varchar(10) NULL'))
    after = schema(table('"x" varchar(20) NOT NULL'))

    assert diff(before, after).splitlines() == [
        "-tables a columns x type: 'varchar ( 10 )'",
        "-tables a columns x null: True",
        "+tables a columns x type: 'varchar ( 20 )'",
        "+tables a columns x null: False",
    ]


@pytest.mark.parametrize(
    "sql",
    [
        'CREATE TABLE "a" ("x" integer, PRIMARY KEY ("x" COLLATE NOCASE));',
        'CREATE TABLE "a" ("x" integer, CHECK (1) UNIQUE ("x"));',
    ],
)
def test_unusual_text_is_refused_rather_than_guessed(sql: str) -> None:
    with pytest.raises(UnreadableDDLError):
        schema(sql)


PIECES = st.lists(
    st.sampled_from(
        [
            '"p" varchar(10) NOT NULL', '"q" decimal DEFAULT -1.5', '"r" text COLLATE NOCASE',
            '"s" integer UNIQUE', '"u" integer REFERENCES "t" ("id") ON DELETE SET NULL',
            "\"v\" text DEFAULT 'it''s, (odd)'", '"w x" integer CHECK ("w x" IN (1, 2))',
            '"y" integer GENERATED ALWAYS AS (length(")")) STORED',
        ]
    ),
    unique=True,
)  # fmt: skip


@given(first=PIECES, second=PIECES)
def test_schemas_are_equal_exactly_when_they_are_built_of_the_same_pieces(
    first: list[str], second: list[str]
) -> None:
    one = schema(table(", ".join(['"x"', *first])).replace("length", "LENGTH"))
    other = schema(table(",\n".join(['"x"', *second])))

    assert (one == other) is (first == second)
    assert (diff(one, other) == "") is (first == second)
