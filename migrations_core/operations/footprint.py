"""What an operation names of its app. Which models and fields it has to do with follows from that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Model

from migrations_core.names import resolve_relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey

Mark = tuple[str, str]
"""``(model, field)``, ``(model, ANY_FIELD)`` or ``(INDEX_NAME, name of an index or a constraint)``, in lower case."""

ANY_FIELD = "*"
INDEX_NAME = "*"
"""In the place of a model: indexes and constraints are known to a database by their names alone."""
ANY_INDEX = (INDEX_NAME, "*")


class Footprint(NamedTuple):
    """What an operation names, as the earlier and as the later one of a pair.

    Two operations of which the later one's ``references`` name none of the earlier one's ``subjects`` do not combine,
    and the later one may move in front, unless the earlier lets nothing pass or the later ``refers_to_all``. A model
    that is a subject with all its fields is named by every reference to the model or a field of it, a field by
    references to it and to all fields.
    """

    # A tuple because one is made whenever an operation is asked what it refers to.
    subjects: tuple[Mark, ...] = ()
    references: tuple[Mark, ...] = ()
    refers_to_all: bool = False
    """Whether it may refer to any model and field."""
    renames: bool = False
    """Whether it gives a name to something that others may mention in passing, as the target of a relation."""

    def names_model(self, name: str) -> bool:
        # Plain loops here and below: the optimizer asks this of every pair that has something in common.
        name = name.lower()
        for model, _ in self.references:  # noqa: SIM110
            if model == name:
                return True
        return False

    def names_field(self, model_name: str, name: str) -> bool:
        # To the letter fields t and T are two, but their columns may be one to the database.
        model_name, name = model_name.lower(), name.lower()
        for model, field in self.references:  # noqa: SIM110
            if model == model_name and field in (name, ANY_FIELD):
                return True
        return False


ANYTHING = Footprint(refers_to_all=True)
"""Of operations of which nobody knows what they do."""


def whole(*models: str) -> tuple[Mark, ...]:
    return tuple((model, ANY_FIELD) for model in models)


def about(*marks: Mark) -> Footprint:
    """Give the footprint of an operation that refers to its subjects, and to nothing else."""
    return Footprint(marks, marks)


def fields(model: str, names: Iterable[str | None] | None) -> Iterator[Mark]:
    """Name fields of a model; None, alone or among them, stands for a field that is not known by name."""
    given = None if names is None else [*names]
    if given is None or None in given:
        yield model, ANY_FIELD
    else:
        yield from ((model, name.lower()) for name in given if name)


def of_field(field: AnyField, here: ModelKey) -> Iterator[Mark]:
    """Name what a field on the model ``here`` is built on and refers to in the same app."""
    for name in _local_references(field):
        yield here[1], name.lower()
    remote: Any = field.remote_field
    if remote:
        targets = (
            (remote.model, getattr(field, "to_fields", None)),
            (getattr(remote, "through", None), getattr(remote, "through_fields", None)),
        )
        for target, names in targets:
            if target:
                app_label, model = resolve_relation(target, *here)
                if app_label == here[0]:
                    yield from fields(model, names)


def _local_references(field: AnyField) -> set[str]:
    """Name the fields of its own model that a field is built on."""
    names = set(getattr(field, "from_fields", ())) - {"self"}
    if field.generated:
        expression = field.expression  # type: ignore[attr-defined]  # a GeneratedField
        names.update(reference[0] for reference in Model._get_expr_references(expression))  # type: ignore[attr-defined]  # private, and the one walker of expressions that Django has
    return names
