"""What is known of each database, and when it is asked."""

from __future__ import annotations

from django.db import connection as sqlite_connection
from django.db import models

from migrations_core.backends.base.dialect import Dialect
from migrations_core.backends.mysql.dialect import MySQLDialect
from migrations_core.backends.registry import schema_editor
from migrations_core.operations import AddField, CreateModel
from migrations_core.state import ProjectState
from tests.backends.planned import unconnected
from tests.servers import on_server

DEFERRED = " DEFERRABLE INITIALLY DEFERRED"


def test_sqlite_has_unique_indexes_and_settles_names_early() -> None:
    assert schema_editor(sqlite_connection).dialect == Dialect(
        has_foreign_keys=True,
        has_tablespaces=False,
        comments="none",
        has_literal_defaults=True,
        writes_null=True,
        combines_column_changes=False,
        retypes_generated=True,
        renames_indexes=False,
        ignores_case_of_tables=True,
        truncates_names=False,
        longest_name=None,
        deferrable="",
        unique_is_index=True,
        names_follow_columns=False,
    )


def test_postgresql_comments_by_statements_and_is_known_without_a_server() -> None:
    with unconnected("postgresql") as connection:
        assert schema_editor(connection).dialect == Dialect(
            has_foreign_keys=True,
            has_tablespaces=True,
            comments="as statements",
            has_literal_defaults=False,
            writes_null=True,
            combines_column_changes=True,
            retypes_generated=True,
            renames_indexes=True,
            ignores_case_of_tables=False,
            truncates_names=False,
            longest_name=63,
            deferrable=DEFERRED,
        )
        assert connection.connection is None


def test_mysql_and_mariadb_comment_in_definitions_and_the_server_says_which_it_is() -> None:
    with on_server("mysql") as connection:
        is_mariadb = connection.mysql_is_mariadb
        assert schema_editor(connection).dialect == MySQLDialect(
            has_foreign_keys=True,
            has_tablespaces=False,
            comments="in definitions",
            has_literal_defaults=False,
            writes_null=True,
            combines_column_changes=True,
            retypes_generated=True,
            renames_indexes=True,
            ignores_case_of_tables=False,
            truncates_names=False,
            longest_name=64,
            deferrable="",
            renames_checks=is_mariadb,
            is_mariadb=is_mariadb,
            limited_types=frozenset({*texts("text"), *texts("blob"), "json"}),
            default_engine="InnoDB",
        )


def texts(kind: str) -> tuple[str, ...]:
    return kind, f"tiny{kind}", f"medium{kind}", f"long{kind}"


def test_adding_a_field_with_a_default_is_planned_without_a_server() -> None:
    state = ProjectState()
    CreateModel("Book", [("id", models.AutoField(primary_key=True))]).state_forwards("shop", state)
    added = AddField("book", "title", models.CharField(max_length=9, default="it's"))
    after = state.clone()
    added.state_forwards("shop", after)
    with unconnected("postgresql") as connection:
        with schema_editor(connection, collect_sql=True) as editor:
            added.database_forwards("shop", editor, state, after)
        assert connection.connection is None
    assert editor.collected_sql == [
        """ALTER TABLE "shop_book" ADD COLUMN "title" varchar(9) DEFAULT 'it''s' NOT NULL;""",
        'ALTER TABLE "shop_book" ALTER COLUMN "title" DROP DEFAULT;',
    ]


def test_what_a_backend_of_somebody_says_otherwise_counts() -> None:
    with unconnected("postgresql") as connection:
        connection.features.supports_foreign_keys = False  # as a subclass of Django's features says
        assert not schema_editor(connection).dialect.has_foreign_keys


def test_texts_are_known_by_their_types() -> None:
    with on_server("mysql") as connection:
        dialect = schema_editor(connection).dialect
    assert [dialect.limits(type_) for type_ in ("LONGTEXT", "varchar(9)", None)] == [
        True,
        False,
        False,
    ]
