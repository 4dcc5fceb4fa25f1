"""What rendering asks of those who describe models; states do, and know more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import Self

    from django.apps.registry import Apps
    from django.db.models import Manager, Model

    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey


class ModelDescription(Protocol):
    """One model: names, unbound fields, options, bases, managers. ``ModelState`` is one."""

    @property
    def app_label(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def name_lower(self) -> str: ...

    @property
    def key(self) -> ModelKey: ...

    @property
    def fields(self) -> Mapping[str, AnyField]: ...

    @property
    def options(self) -> Mapping[str, Any]: ...

    @property
    def bases(self) -> Sequence[str | type]: ...

    @property
    def mentions(self) -> frozenset[ModelKey]:
        """The keys of the models that its fields and bases name."""

    @property
    def renders_itself(self) -> bool: ...

    def construct_managers(self) -> Iterator[tuple[str, Manager[Any]]]: ...

    def render(self, apps: Apps) -> type[Model]: ...

    def with_fields(self, fields: Mapping[str, AnyField]) -> Self: ...

    def with_options(self, options: Mapping[str, Any], remove: Collection[str] = ()) -> Self: ...
