"""Changes that no migration can carry out without failing or losing data: found and explained, not decided about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from migrations_core.autodetector.losses import (
    cast_refusals,
    composite_key_refusals,
    foreign_key_refusals,
    key_refusals,
    unique_constants,
)
from migrations_core.autodetector.moves import moved_models, proxy_refusals, table_refusals
from migrations_core.autodetector.reasons import (
    Reason,
    Refusal,
    about,
    label_of,
    labels_of,
    type_of,
)
from migrations_core.autodetector.relations import model_bases
from migrations_core.rendering.relations import is_relation, target_of, through_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from migrations_core.autodetector.comparison import FieldChange, ModelPair
    from migrations_core.autodetector.pair import FieldKey, Pair
    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey

__all__ = ["Reason", "Refusal", "refusals"]


class Given(Protocol):
    """The answers that decide about refusals."""

    @property
    def defaults(self) -> Mapping[FieldKey, Any]: ...

    @property
    def accepted(self) -> Collection[str]:
        """The places of changes that are written all the same."""


def refusals(pair: Pair, answers: Given | None = None) -> tuple[Refusal, ...]:
    """Find every such change between two states, but for those that were accepted, sorted by model and field."""
    moved = moved_models(pair)
    of_moves = {model for refusal in moved for model in refusal.models}
    found = [*moved, *table_refusals(pair), *proxy_refusals(pair)]
    found += [*key_refusals(pair), *composite_key_refusals(pair)]
    for change in pair.field_changes:
        # What names a moved model goes with it.
        found += [each for each in _of_field(pair, change) if not _follows(each, of_moves)]
    found += [refusal for model in pair.kept_of_any_kind for refusal in _of_bases(pair, model)]
    if answers:
        found += unique_constants(pair, answers.defaults)
        found = [each for each in found if each.place not in answers.accepted]
    return tuple(sorted(found, key=lambda refusal: refusal.place))


def _follows(refusal: Refusal, moved: set[ModelKey]) -> bool:
    return bool(refusal.others) and moved.issuperset(refusal.others)


def _of_field(pair: Pair, change: FieldChange) -> Iterator[Refusal]:
    before, after = change.field.before, change.field.after
    # None, not False, for whatever is no relation.
    if bool(before.many_to_many) != bool(after.many_to_many):
        yield _between_kinds(pair, change)
    elif after.many_to_many:
        yield from _of_many_to_many(pair, change)
    elif _generation(before) != _generation(after):
        yield _of_generated(pair, change)
    elif is_relation(before) and is_relation(after):
        yield from foreign_key_refusals(pair, change)
    else:
        yield from cast_refusals(pair, change)


def _between_kinds(pair: Pair, change: FieldChange) -> Refusal:
    before, after = map(type_of, change.field[2:])
    return about(
        pair,
        change,
        Reason.MANY_TO_MANY,
        said=(
            f"It was {before} and is {after} now.",
            "No column becomes a table or the other way round, so the field would be removed with its data and added "
            "anew, empty.",
        ),
    )


def _of_many_to_many(pair: Pair, change: FieldChange) -> Iterator[Refusal]:
    model, (_, _, before, after) = change.model, change.field
    if change.replaced:
        targets = target_of(before, model.before.key), target_of(after, model.key)
        said = (
            f"It led to {label_of(targets[0])} and leads to {label_of(targets[1])} now.",
            "The rows of its table refer to the former model; they would be lost or mean other objects.",
        )
        yield about(pair, change, Reason.TARGET, said=said)
    intermediaries = through_of(before, model.before.key), through_of(after, model.key)
    match intermediaries:
        case None, through if through:
            yield _with_through(pair, change, through)
        case through, None if through:
            said = (
                f"It does without its intermediary model {label_of(through)} now.",
                "The intermediary model's table is not exchanged for an automatic one: altering the field fails.",
            )
            yield about(pair, change, Reason.THROUGH, said=said)


def _with_through(pair: Pair, change: FieldChange, through: ModelKey) -> Refusal:
    model, field = change.model, change.field
    default = f"{model.after.options.get('db_table') or '_'.join(model.key)}_{field.name}"
    table = getattr(field.before, "db_table", None) or default
    names = model.name, target_of(field.after, model.key)[1]
    if target_of(field.after, model.key) == model.key:
        names = f"from_{names[0]}", f"to_{names[1]}"
    return about(
        pair,
        change,
        Reason.THROUGH,
        said=(
            f"It has an intermediary model now, {label_of(through)}.",
            "The automatic table is not exchanged for a model's: altering the field fails.",
        ),
        recipe=f"To keep the rows, let {label_of(through)} be the automatic table: with db_table = {table!r} and "
        f"unique_together = [{names!r}], the constraint that this table has, with foreign keys of these names, and "
        "with nothing else. Write the creation of the model and the alteration of the field into the "
        "state_operations of a SeparateDatabaseAndState. Let further fields of the intermediary model follow in the "
        "next migration.",
    )


def _generation(field: AnyField) -> Any:
    if not field.generated:
        return None
    generated: Any = field
    return generated.expression, generated.db_persist


def _of_generated(pair: Pair, change: FieldChange) -> Refusal:
    before, after = change.field.before, change.field.after
    what = "The database is to generate it in another way."
    if not before.generated or not after.generated:
        turned = (
            "is generated by the database now" if after.generated else "is not generated any more"
        )
        what = f"It {turned}."
    return about(
        pair,
        change,
        Reason.GENERATED,
        said=(
            what,
            "No database alters that in a column: the migration fails when it is applied.",
        ),
        recipe="Remove the field in one migration and add it in the next; values that the database does not generate "
        "have to be kept elsewhere in between.",
    )


def _of_bases(pair: Pair, model: ModelPair) -> Iterator[Refusal]:
    before, after = set(model_bases(model.before)), set(model_bases(model.after))
    if before == {pair.old_key(base) for base in after}:
        return
    gone, new = before & set(pair.removed_models), after & set(pair.added_models)
    yield Refusal(
        Reason.BASES,
        *model.key,
        None,
        what=f"It was derived from {labels_of(before)} and is derived from {labels_of(after)} now.",
        why="No operation changes the bases of a model: migrations would go on with the old ones.",
        recipe="Create a model with the new bases under another name, copy the rows with RunPython, remove the old "
        "model, and rename the new one: each in a migration of its own.",
        others=(*sorted(gone), *sorted(new)),
    )
