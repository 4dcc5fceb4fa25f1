import pytest

from migrations_core.exceptions import MigrationSchemaMissing
from migrations_core.recorder import MigrationRecorder


def applied(recorder: MigrationRecorder) -> list[tuple[str, str]]:
    return list(recorder.applied_migrations())


def test_without_the_table_nothing_is_applied(connection):
    assert MigrationRecorder(connection).applied_migrations() == {}
    assert connection.introspection.table_names() == []


def test_recording_creates_the_table(connection):
    recorder = MigrationRecorder(connection)
    recorder.record_applied("shop", "0001")
    recorder.record_applied("shop", "0002")
    recorder.record_unapplied("shop", "0001")

    assert applied(recorder) == [("shop", "0002")]


def test_the_table_has_the_columns_that_django_gives_it(connection):
    MigrationRecorder(connection).ensure_schema()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, type, \"notnull\", pk FROM pragma_table_info('django_migrations')"
        )
        assert cursor.fetchall() == [
            ("id", "INTEGER", 1, 1),
            ("app", "varchar(255)", 1, 0),
            ("name", "varchar(255)", 1, 0),
            ("applied", "datetime", 1, 0),
        ]


def test_a_row_tells_when_a_migration_was_applied(connection):
    recorder = MigrationRecorder(connection)
    recorder.record_applied("shop", "0001")

    row = recorder.applied_migrations()["shop", "0001"]
    assert str(row) == "Migration 0001 for shop"
    assert row.applied is not None


def test_a_table_that_was_seen_is_not_looked_for_again(connection, django_assert_num_queries):
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.has_table()

    with django_assert_num_queries(0, connection=connection):
        assert recorder.has_table() is True


def test_flushing_forgets_everything(connection):
    recorder = MigrationRecorder(connection)
    recorder.record_applied("shop", "0001")
    recorder.flush()

    assert applied(recorder) == []


def test_a_database_that_refuses_the_table_is_named_with_its_reason(connection):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")

    with pytest.raises(MigrationSchemaMissing) as caught:
        MigrationRecorder(connection).ensure_schema()

    assert str(caught.value) == (
        "Unable to create the django_migrations table (attempt to write a readonly database)"
    )
