"""What an alteration means for indexes and foreign keys of the column that are still deferred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.backends.ddl_references import Statement

from .column_change import ColumnAlteration
from .deferred import foreign_keys_of, forget, indexes_of
from .projection import unquoted
from .third_party import FK_SUFFIX


@dataclass(frozen=True, slots=True)
class PendingOn:
    """The deferred statements that a column had when its alteration began.

    They are not in the database, so no step finds them there.
    """

    foreign_keys: tuple[Statement, ...]
    indexes: tuple[Statement, ...]

    @classmethod
    def column(cls, editor: Any, change: ColumnAlteration) -> PendingOn:
        place = editor.deferred_sql, change.table, change.before.name
        options = change.named("indexes")
        return cls(
            tuple(foreign_keys_of(*place)),
            tuple(
                sql for sql in indexes_of(*place) if unquoted(str(sql.parts["name"])) not in options
            ),
        )

    def bring_up_to_date(self, editor: Any, change: ColumnAlteration) -> None:
        """Replace the foreign keys and forget the indexes that the altered column does not want."""
        new_field = change.new_field
        if self.foreign_keys and change.loses_foreign_key:
            _remove(editor.deferred_sql, self.foreign_keys)
            if new_field.remote_field and new_field.db_constraint:
                sql = editor._create_fk_sql(change.model, new_field, FK_SUFFIX)
                editor.deferred_sql.append(sql)
        outdated = (sql for sql in self.indexes if editor._outdates_index(change, sql))
        _remove(editor.deferred_sql, tuple(outdated))


def _remove(deferred: list[Any], statements: tuple[Statement, ...]) -> None:
    forget(deferred, lambda sql: any(sql is statement for statement in statements))
