"""Names that only the database knows: of constraints that were made long ago or by others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.backends.utils import truncate_name

from migrations_core.schema.tables import ForeignKey, Index

from .planning.asking import Database


class ConstraintNames:
    """What the database says about constraints; every table is asked for once."""

    def __init__(self, editor: Database) -> None:
        self._editor = editor
        self._constraints: dict[str, dict[str, dict[str, Any]]] = {}

    def constraints(self, table: str) -> dict[str, dict[str, Any]]:
        """Give what Django's ``get_constraints()`` reports, by name."""
        if table not in self._constraints:
            self._editor.before_looking_at(self._editor.inspected_place(table)[0])
            self._constraints[table] = self._ask(table)
        return self._constraints[table]

    def has(self, made: ForeignKey | Index) -> bool:
        """Tell whether there is one of this name, which we make; nothing has to be sent before.

        A script needs no server for that: it makes what it is asked for.
        """
        if self._editor.collect_sql:
            return False
        constraints = self._constraints.get(made.table) or self._ask(made.table)
        # On MySQL a foreign key may have left an index of its name.
        kind = "index" if isinstance(made, Index) else "foreign_key"
        return bool(constraints.get(made.name, {}).get(kind))

    def _ask(self, table: str) -> dict[str, dict[str, Any]]:
        editor = self._editor
        there, _ = editor.inspected_place(table)
        with editor.quietly(), editor.inspected.cursor() as cursor:
            introspection: Any = editor.connection.introspection
            is_there = not editor.collect_sql or any(
                editor.dialect.same_table(there, name)
                for name in introspection.table_names(cursor, include_views=True)
            )
            found = introspection.get_constraints(cursor, there) if is_there else {}
        return editor.constraints_now(there, found)

    def names(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        *,
        exclude: Collection[str] = (),
        **facts: object,
    ) -> list[str]:
        """Give the names of the table's constraints on exactly these columns.

        ``facts`` are entries that the database must report; None asks nothing.
        """
        wanted = None if columns is None else [_as_stored(self._editor, name) for name in columns]
        return [
            name
            for name, info in self.constraints(table).items()
            if (wanted is None or wanted == info["columns"])
            and name not in exclude
            and all(
                _agrees(info, fact, value) for fact, value in facts.items() if value is not None
            )
        ]


def _agrees(info: dict[str, Any], fact: str, value: object) -> bool:
    # ``foreign_key`` is reported as (table, column); asking for False has never filtered.
    return bool(info["foreign_key"]) if fact == "foreign_key" else info[fact] == value


def _as_stored(editor: Database, name: str) -> str:
    if editor.dialect.truncates_names:
        name = truncate_name(name, editor.dialect.longest_name)
    return str(editor.connection.introspection.identifier_converter(name))
