"""What editors ask of models, fields, indexes and constraints: Django has no types for most of it.

Historical models, a project's own and those that others make by hand come through the same calls, so no class is
demanded, only these attributes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CompositePrimaryKey
from django.db.models import Model as DjangoModel

Connection = BaseDatabaseWrapper

Row = tuple[Any, ...]
"""What a database answers."""


class Model(Protocol):
    """A class, not one of its objects."""

    __name__: str
    __module__: str
    _meta: Options


class Options(Protocol):
    """The ``_meta`` of a model."""

    app_label: str
    object_name: str
    label_lower: str
    db_table: str
    db_tablespace: str
    db_table_comment: str
    managed: bool
    proxy: bool
    swapped: str | None
    auto_created: object
    pk: Field
    unique_together: Sequence[Sequence[str]]
    indexes: Sequence[ModelIndex]
    constraints: Sequence[ModelConstraint]
    local_fields: Sequence[Field]
    local_concrete_fields: Sequence[Field]
    local_many_to_many: Sequence[Field]
    many_to_many: Sequence[Field]

    def get_field(self, field_name: str) -> Field: ...

    def _get_fields(
        self, *, forward: bool, reverse: bool, include_hidden: bool, include_parents: bool
    ) -> Sequence[Any]: ...


class Field(Protocol):
    """A field of any kind. What only some kinds have is asked of these only."""

    name: str
    attname: str
    column: str
    model: Model
    null: bool
    blank: bool
    unique: bool
    primary_key: bool
    db_index: bool
    db_comment: str | None
    db_tablespace: str | None
    concrete: bool
    generated: bool
    auto_created: bool
    is_relation: bool
    many_to_many: bool
    empty_strings_allowed: bool
    creation_counter: int
    non_db_attrs: Sequence[str]

    def clone(self) -> Field: ...

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]: ...

    def get_internal_type(self) -> str: ...

    def db_parameters(self, connection: Connection) -> Mapping[str, Any]: ...

    def db_type(self, connection: Connection) -> str | None: ...

    def db_type_suffix(self, connection: Connection) -> str | None: ...

    def has_default(self) -> bool: ...

    def get_default(self) -> object: ...

    def get_db_prep_save(self, value: object, connection: Connection) -> object: ...

    # Defaults in the database, computed columns

    db_default: Any
    _db_default_expression: Any
    expression: Any
    db_persist: bool

    def has_db_default(self) -> bool: ...

    def generated_sql(self, connection: Connection) -> tuple[str, Sequence[object]]: ...

    # Relations

    remote_field: Any
    db_constraint: bool
    target_field: Field
    related_model: Model
    to_fields: Sequence[str | None]

    def rel_db_type(self, connection: Connection) -> str | None: ...

    def m2m_field_name(self) -> str: ...

    def m2m_reverse_field_name(self) -> str: ...

    # Arrays

    base_field: Field

    # Keys of several columns

    columns: Sequence[str]


def is_composite_key(field: object) -> bool:
    return isinstance(field, CompositePrimaryKey)


def as_class(model: Model) -> type[DjangoModel]:
    """Give the model to those who demand a class of Django's."""
    return cast("type[DjangoModel]", model)


class Named(Protocol):
    name: str


class ModelIndex(Named, Protocol):
    """An index of a model's options, which writes its own SQL with the help of an editor."""

    fields: Sequence[str]
    contains_expressions: bool

    def create_sql(self, model: Model, schema_editor: Any, **options: Any) -> Any: ...

    def remove_sql(self, model: Model, schema_editor: Any, **options: Any) -> Any: ...


class ModelConstraint(Named, Protocol):
    """A constraint of a model's options, likewise."""

    def constraint_sql(self, model: Model, schema_editor: Any) -> Any: ...

    def create_sql(self, model: Model, schema_editor: Any) -> Any: ...

    def remove_sql(self, model: Model, schema_editor: Any) -> Any: ...
