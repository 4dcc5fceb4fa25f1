"""The table ``django_migrations``: which migrations a database has, shared with Django's own framework."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from django.apps.registry import Apps
from django.db import DatabaseError, models
from django.db.models.signals import post_init, post_save, pre_init, pre_save
from django.db.models.sql import InsertQuery
from django.utils.functional import classproperty
from django.utils.timezone import now

from migrations_core.backends.base.cursors import KeptCursor
from migrations_core.backends.locks import finds_alone
from migrations_core.backends.registry import has_djangos_editor, schema_editor, unwrap
from migrations_core.exceptions import MigrationKey, MigrationSchemaMissing

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


@cache
def history_model() -> type[models.Model]:
    """Return the model of the table, made on first use: importing this module must not need ready apps."""

    class Migration(models.Model):
        app = models.CharField(max_length=255)
        name = models.CharField(max_length=255)
        applied = models.DateTimeField(default=now)

        class Meta:
            apps = Apps()
            app_label = "migrations"
            db_table = "django_migrations"

        def __str__(self) -> str:
            return f"Migration {self.name} for {self.app}"

    return Migration


class RowInsertion:
    """The statement that inserts a row of the history, made once by the ORM for one connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._cursor = KeptCursor(connection)
        model = history_model()
        self._fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        query = InsertQuery(model)
        query.insert_values(self._fields, [model(app="", name="")])
        [(self._sql, _)] = query.get_compiler(connection=connection).as_sql()

    def carry_out(self, app: str, name: str) -> None:
        """Insert the row of a migration that is applied now."""
        values = {"app": app, "name": name, "applied": now()}
        params = [
            field.get_db_prep_save(values[field.name], self._connection) for field in self._fields
        ]
        self._cursor.get().execute(self._sql, params)


class RowQuestion:
    """The statement that looks for a row of the history, made once for one connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._cursor = KeptCursor(connection)
        quote = connection.ops.quote_name
        table = quote(history_model()._meta.db_table)
        self._sql = f"SELECT 1 FROM {table} WHERE {quote('app')} = %s AND {quote('name')} = %s"

    def answer(self, app: str, name: str) -> bool:
        """Tell whether there is one."""
        cursor = self._cursor.get()
        return finds_alone(self._connection, cursor, f"{app}.{name}", (self._sql, [app, name]))


class MigrationRecorder:
    """Reads and writes the history of one database. A row means applied; there is no other mark."""

    # The annotation would be that of a classproperty, which django-stubs cannot express for a generic model.
    @classproperty
    def Migration(cls) -> Any:
        return history_model()

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._has_table = False

    @property
    def migration_qs(self) -> models.QuerySet[Any]:
        queryset: models.QuerySet[Any] = self.Migration.objects.using(self.connection.alias)
        return queryset

    def has_table(self) -> bool:
        """Return whether the table exists; once seen, it is not looked for again."""
        if not self._has_table:
            with self.connection.cursor() as cursor:
                tables = self.connection.introspection.table_names(cursor)
            self._has_table = self.Migration._meta.db_table in tables
        return self._has_table

    def ensure_schema(self) -> None:
        """Create the table unless it exists; its columns never changed in the history of Django."""
        if self.has_table():
            return
        try:
            with schema_editor(self.connection) as editor:
                editor.create_model(self.Migration)
        except DatabaseError as error:
            if self.has_table():
                return  # somebody else was quicker
            raise MigrationSchemaMissing(
                f"Unable to create the django_migrations table ({error})"
            ) from error

    def applied_migrations(self) -> dict[MigrationKey, Any]:
        """Return the rows by (app label, name); none if the table does not exist."""
        if not self.has_table():
            return {}
        return {(row.app, row.name): row for row in self.migration_qs}

    def applied_keys(self) -> list[MigrationKey]:
        """Return the (app label, name) of every row, for those who need no more."""
        if not self.has_table():
            return []
        return list(self.migration_qs.values_list("app", "name"))

    def is_recorded(self, app: str, name: str) -> bool:
        """Return whether there is a row now, after those who apply the same in other transactions, if possible."""
        return self.has_table() and self._question.answer(app, name)

    @cached_property
    def _question(self) -> RowQuestion:
        return RowQuestion(self.connection)

    def record_applied(self, app: str, name: str) -> None:
        """Record that a migration is applied now."""
        self.ensure_schema()
        if self.rows_are_watched or not has_djangos_editor(unwrap(self.connection)):
            self.migration_qs.create(app=app, name=name)
        else:
            self._insertion.carry_out(app, name)

    @property
    def rows_are_watched(self) -> bool:
        """Whether somebody wants to be told of the rows as of any other model's."""
        signals = (pre_init, post_init, pre_save, post_save)
        return any(signal.has_listeners(self.Migration) for signal in signals)

    @cached_property
    def _insertion(self) -> RowInsertion:
        return RowInsertion(self.connection)

    def record_unapplied(self, app: str, name: str) -> None:
        """Record that a migration is no longer applied."""
        self.ensure_schema()
        self.migration_qs.filter(app=app, name=name).delete()

    def flush(self) -> None:
        """Forget every migration."""
        self.migration_qs.all().delete()
