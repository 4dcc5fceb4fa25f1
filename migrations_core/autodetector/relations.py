"""What fields, indexes and models require because of the models and fields that they name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from migrations_core.autodetector.requirements import (
    SETTING,
    OperationDependency,
    Requirements,
    RequirementType,
    field_created,
    is_weak,
    model_created,
    model_renamed,
    weak,
)
from migrations_core.names import ModelKey, models_among
from migrations_core.rendering.relations import is_relation, target_of, through_of

if TYPE_CHECKING:
    from migrations_core.autodetector.comparison import ModelPair
    from migrations_core.autodetector.pair import Pair
    from migrations_core.deconstruction import AnyField
    from migrations_core.state import ModelState


def requirements_of_field(
    pair: Pair, key: ModelKey, field: AnyField
) -> Iterator[OperationDependency]:
    """Yield what a field requires for the sake of the models that it names."""
    if not is_relation(field):
        return
    target = target_of(field, key)
    setting = getattr(field, "swappable_setting", None)
    if setting is None:
        yield model_created(target)
    else:
        yield OperationDependency(SETTING, setting, None, RequirementType.CREATE)
    through = through_of(field, key)
    if through:
        yield model_created(through)
    for named in (target, through):
        if named and named in pair.model_renames:
            yield model_renamed(named)


def requirements_of_relations(pair: Pair, state: ModelState) -> Requirements:
    """Give what all relations of a model require together."""
    found = (
        requirement
        for field in state.fields.values()
        for requirement in requirements_of_field(pair, state.key, field)
    )
    return unique(found)


def model_bases(state: ModelState) -> Iterator[ModelKey]:
    """Yield the keys of a model's bases that are models of a project."""
    yield from models_among(state.bases, *state.key)


def names_in(expression: Any) -> set[str]:
    """Give the names of its own model's fields that an expression uses."""
    # Private, and the one walker of expressions that Django has.
    references = Model._get_expr_references(expression)  # type: ignore[attr-defined]
    return {name for name, *_ in references}


def names_in_part(part: Any) -> set[str]:
    """Give the names of the fields that an index or a constraint is built on."""
    names = {name.lstrip("-") for name in getattr(part, "fields", ())}
    names.update(getattr(part, "include", ()))
    expressions = [getattr(part, "condition", None), *getattr(part, "expressions", ())]
    for item in expressions:
        # An exclusion constraint has pairs of an expression, or a field's name, and an operator.
        expression = item[0] if isinstance(item, tuple) else item
        names |= {expression} if isinstance(expression, str) else names_in(expression)
    return names


def requirements_of_new_fields(
    pair: Pair, model: ModelPair, names: Collection[str]
) -> Iterator[OperationDependency]:
    """Yield what is required by something that is built on the named fields, if some of them are new."""
    for name in pair.new_fields(model):
        if name in names or f"{name}_id" in names:
            yield weak(field_created(model.key, name))


def requirements_of_part(pair: Pair, model: ModelPair, part: Any) -> Requirements:
    """Give what an index or a constraint requires."""
    names = names_in_part(part)
    return unique(
        (
            *requirements_of_relations(pair, model.after),
            *requirements_of_new_fields(pair, model, names),
        )
    )


def unique(requirements: Iterable[OperationDependency]) -> Requirements:
    """Leave each out but the first of its kind; a weak one gives way to a strong one."""
    return tuple(dict.fromkeys(sorted(requirements, key=is_weak)))
