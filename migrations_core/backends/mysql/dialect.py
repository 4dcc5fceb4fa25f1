"""What is otherwise on MySQL and on MariaDB: the server says which of them it is."""

from __future__ import annotations

from dataclasses import KW_ONLY, replace
from typing import Any

from migrations_core.backends.base.dialect import Dialect, gathered
from migrations_core.values import frozen


@frozen
class MySQLDialect(Dialect):
    """One of the two servers."""

    _: KW_ONLY
    is_mariadb: bool = False
    limited_types: frozenset[str] = frozenset()
    """Types of texts and blobs: no index holds all of a value."""
    default_engine: str = "InnoDB"

    @property
    def computes_limited_defaults(self) -> bool:
        """Whether a text has a default as an expression only, in parentheses."""
        return not self.is_mariadb

    def limits(self, type_: str | None) -> bool:
        """Tell whether a type is one of the limited ones."""
        return type_ is not None and type_.lower() in self.limited_types


def dialect_of(connection: Any) -> MySQLDialect:
    """Ask Django's connection, which asks the server once."""
    is_mariadb = bool(connection.mysql_is_mariadb)
    return replace(
        gathered(MySQLDialect, connection),
        combines_column_changes=True,
        renames_checks=is_mariadb,  # MySQL refuses to rename a column that a check names
        is_mariadb=is_mariadb,
        limited_types=frozenset(connection._limited_data_types),
        default_engine=str(connection.features._mysql_storage_engine),
    )
