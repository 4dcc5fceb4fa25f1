"""What planning and writing have to know of a database, as facts: gathered once for an editor."""

from __future__ import annotations

from dataclasses import KW_ONLY
from typing import Any, Literal, TypeVar

from migrations_core.values import frozen

from .models import Connection

Comments = Literal["none", "in definitions", "as statements"]
"""How tables and columns are commented on."""


@frozen
class Dialect:
    """One database, in the version that answers.

    The first group is what Django's backend says, or one of somebody's that is derived from it. The second is ours,
    and a backend says where it is otherwise.
    """

    _: KW_ONLY
    has_foreign_keys: bool
    has_tablespaces: bool
    comments: Comments
    has_literal_defaults: bool
    """A default, and a computed value, are written out instead of being sent as parameters."""
    writes_null: bool
    """That a column may be NULL has to be said."""
    combines_column_changes: bool
    """One ALTER TABLE may change several facts of a column."""
    retypes_generated: bool
    """The type of a computed column can be changed."""
    renames_indexes: bool
    ignores_case_of_tables: bool
    truncates_names: bool
    longest_name: int | None
    deferrable: str
    """What a foreign key ends in, so that it is checked with the transaction."""

    renames_checks: bool = True
    """A column that is renamed is renamed in its check; otherwise the check is made anew."""
    unique_is_index: bool = False
    """A unique constraint that a table gets later is made as an index."""
    names_follow_columns: bool = True
    """An index that waits is named by the columns as they are called when it is made."""

    def same_table(self, one: str, other: str) -> bool:
        return one == other or (self.ignores_case_of_tables and one.lower() == other.lower())


Kind = TypeVar("Kind", bound=Dialect)


def gathered(kind: type[Kind], connection: Connection) -> Kind:
    """Ask Django's backend for the first group of facts; a backend replaces what is otherwise."""
    features, ops = connection.features, connection.ops
    return kind(
        has_foreign_keys=features.supports_foreign_keys,
        has_tablespaces=features.supports_tablespaces,
        comments=_comments(features),
        has_literal_defaults=features.requires_literal_defaults,
        writes_null=not features.implied_column_null,
        combines_column_changes=features.supports_combined_alters,
        # New in Django 6.1; before, every backend was taken to be able.
        retypes_generated=getattr(features, "supports_alter_generated_column_data_type", True),
        renames_indexes=features.can_rename_index,
        ignores_case_of_tables=bool(features.ignores_table_name_case),
        truncates_names=features.truncates_names,
        longest_name=ops.max_name_length(),
        deferrable=ops.deferrable_sql(),
    )


def _comments(features: Any) -> Comments:
    if not features.supports_comments:
        return "none"
    return "in definitions" if features.supports_comments_inline else "as statements"
