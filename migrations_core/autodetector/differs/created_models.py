"""Models that are new: created with plain columns first, their relations and what builds on those added after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from migrations_core import operations
from migrations_core.autodetector.relations import (
    model_bases,
    names_in,
    requirements_of_field,
    unique,
)
from migrations_core.autodetector.relatives import names_given_up
from migrations_core.autodetector.requirements import (
    Proposal,
    field_created,
    field_removed,
    model_created,
    model_removed,
    model_renamed,
)
from migrations_core.rendering.relations import is_relation, target_of, through_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrations_core.autodetector.answers import Answers
    from migrations_core.autodetector.pair import Pair
    from migrations_core.autodetector.requirements import OperationDependency
    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey
    from migrations_core.state import ModelState, ProjectState

_ADDED_LATER = frozenset({"indexes", "constraints", "unique_together", "order_with_respect_to"})


def created_models(pair: Pair, answers: Answers) -> list[Proposal]:
    """Create new models, managed and unmanaged."""
    existed = pair.kinds_before.models | pair.kinds_before.unmanaged
    proposals: list[Proposal] = []
    for kind in (pair.kinds_after.models, pair.kinds_after.unmanaged):
        keys = sorted(kind - existed, key=lambda key: swappable_first(pair.after, key))
        # Each creation is put at the very beginning, so the last one proposed is the first to run.
        for key in reversed(keys):
            proposals += _one_model(pair, pair.after[key])
    return proposals


def swappable_first(state: ProjectState, key: ModelKey) -> ModelKey:
    """Sort models that may be swapped in or out before the others, which may refer to them."""
    model = state.model_states.get(key)
    if model is None:
        return key
    bases = {base if isinstance(base, str) else base.__name__ for base in model.bases}
    if (
        model.options.get("swappable")
        or bases & {"AbstractUser", "AbstractBaseUser"}
        or settings.AUTH_USER_MODEL.lower() == ".".join(key).lower()
    ):
        return f"___{key[0]}", f"___{key[1]}"
    return key


def _one_model(pair: Pair, state: ModelState) -> Iterator[Proposal]:
    deferred = deferred_fields(state)
    yield _creation(pair, state, deferred)
    # No database operation is due for an unmanaged model.
    if state.options.get("managed", True):
        yield from _additions(pair, state, deferred)
        yield from _options(state, deferred)
        if state.key in pair.kinds_before.proxies:
            yield from _repointed_relations(pair, state.key)


def deferred_fields(state: ModelState) -> dict[str, AnyField]:
    """Give the fields that are added when the models that they refer to are there, sorted by name."""
    in_key = _relations_in_key(state)
    deferred = {
        name: field
        for name, field in state.fields.items()
        if through_of(field, state.key)
        or (is_relation(field) and name not in in_key and not _is_needed_at_once(field))
    }
    for name, field in state.fields.items():
        if field.generated and names_in(field.expression) & _names_of(deferred):  # type: ignore[attr-defined]
            deferred[name] = field
    return dict(sorted(deferred.items()))


def _is_needed_at_once(field: AnyField) -> bool:
    remote: Any = field.remote_field
    return bool(field.primary_key or remote.parent_link)


def _relations_in_key(state: ModelState) -> list[str]:
    """Give the names of the relations that are a part of the composite primary key, sorted."""
    parts = {
        name for field in state.fields.values() for name in getattr(field, "field_names", ()) or ()
    }
    return sorted(
        name
        for name, field in state.fields.items()
        if is_relation(field) and parts & {name, f"{name}_id"} and not _is_needed_at_once(field)
    )


def _names_of(fields: dict[str, AnyField]) -> set[str]:
    return {*fields, *(f"{name}_id" for name in fields)}


def _creation(pair: Pair, state: ModelState, deferred: dict[str, AnyField]) -> Proposal:
    # Behind the others, where Django's optimizer puts relations that it finds added.
    last = _relations_in_key(state)
    first = [name for name in state.fields if name not in deferred and name not in last]
    fields = [(name, state.fields[name]) for name in (*first, *last)]
    options = {name: value for name, value in state.options.items() if name not in _ADDED_LATER}
    operation = operations.CreateModel(
        name=state.name,
        fields=fields,
        options=options,
        bases=state.bases,
        managers=state.managers,
    )
    requires = [
        # A proxy of the same name has to make room.
        model_removed(state.key),
        *(
            requirement
            for base in model_bases(state)
            for requirement in _of_base(pair, state, base)
        ),
        *_of_keys(state, dict(fields)),
        *names_given_up(pair, state.key, dict(fields).keys()),
    ]
    return Proposal(state.app_label, operation, unique(requires), beginning=True)


def _of_base(pair: Pair, state: ModelState, base: ModelKey) -> Iterator[OperationDependency]:
    yield from requirements_of_base(pair, base)
    before, after = pair.before.model_states.get(base), pair.after.model_states.get(base)
    if before and after:
        for name in sorted((before.fields.keys() - after.fields.keys()) & state.fields.keys()):
            # The field moves from the base to this model.
            yield field_removed(base, name)


def requirements_of_base(pair: Pair, base: ModelKey) -> Iterator[OperationDependency]:
    """Yield what a model requires for the sake of one that it is derived from."""
    yield model_created(base)
    if base in pair.model_renames:
        yield model_renamed(base)


def _of_keys(state: ModelState, fields: dict[str, AnyField]) -> Iterator[OperationDependency]:
    for field in fields.values():
        if is_relation(field):
            yield model_created(target_of(field, state.key))


def _additions(pair: Pair, state: ModelState, deferred: dict[str, AnyField]) -> Iterator[Proposal]:
    for name, field in deferred.items():
        requires = [
            *requirements_of_field(pair, state.key, field),
            model_created(state.key),
            *names_given_up(pair, state.key, {name}),
        ]
        if field.generated:
            used = names_in(field.expression)  # type: ignore[attr-defined]  # a GeneratedField
            requires += [
                field_created(state.key, other)
                for other in deferred
                if other != name and {other, f"{other}_id"} & used
            ]
        operation = operations.AddField(model_name=state.name_lower, name=name, field=field)
        yield Proposal(state.app_label, operation, unique(requires))


def _options(state: ModelState, deferred: dict[str, AnyField]) -> Iterator[Proposal]:
    name, options = state.name_lower, state.options
    created = model_created(state.key)
    requires = (*(field_created(state.key, field) for field in deferred), created)
    if ordered_by := options.get("order_with_respect_to"):
        yield Proposal(
            state.app_label,
            operations.AlterOrderWithRespectTo(name=name, order_with_respect_to=ordered_by),
            (field_created(state.key, ordered_by), created),
        )
    for index in options["indexes"]:
        added_index = operations.AddIndex(model_name=name, index=index)
        yield Proposal(state.app_label, added_index, requires)
    for constraint in options["constraints"]:
        added = operations.AddConstraint(model_name=name, constraint=constraint)
        yield Proposal(state.app_label, added, requires)
    if together := options.get("unique_together"):
        altered = operations.AlterUniqueTogether(name=name, unique_together=together)
        yield Proposal(state.app_label, altered, requires)


def _repointed_relations(pair: Pair, key: ModelKey) -> Iterator[Proposal]:
    """Move foreign keys from the table that the model used to share, as a proxy, to its own."""
    for (app_label, model_name), fields in sorted(pair.after.relations.get(key, {}).items()):
        for name, field in sorted(fields.items()):
            operation = operations.AlterField(
                model_name=pair.after[app_label, model_name].name, name=name, field=field
            )
            yield Proposal(app_label, operation, (model_created(key),))
