"""Changes that no migration can carry out without failing or losing data: found and explained, not decided about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from migrations_core.autodetector.relations import model_bases, target_of, through_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrations_core.autodetector.comparison import FieldChange
    from migrations_core.autodetector.pair import ModelPair, Pair
    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey
    from migrations_core.state import ModelState


class Reason(StrEnum):
    """What kind of change it is."""

    MANY_TO_MANY = "many-to-many"
    THROUGH = "through"
    GENERATED = "generated"
    TARGET = "many-to-many-target"
    BASES = "bases"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One change, and what a developer can do instead."""

    reason: Reason
    app_label: str
    model_name: str
    field_name: str | None
    what: str
    why: str
    recipe: str

    @property
    def place(self) -> str:
        parts = (self.app_label, self.model_name, self.field_name)
        return ".".join(part for part in parts if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.what} {self.why}\n{self.recipe}"


def refusals(pair: Pair) -> tuple[Refusal, ...]:
    """Find every such change between two states, sorted by model and field."""
    found = [refusal for change in pair.field_changes for refusal in _of_field(change)]
    found += [refusal for model in pair.kept_of_any_kind for refusal in _of_bases(pair, model)]
    found += _of_tables(pair)
    return tuple(sorted(found, key=lambda refusal: refusal.place))


def _of_field(change: FieldChange) -> Iterator[Refusal]:
    before, after = change.field.before, change.field.after
    # None, not False, for whatever is no relation.
    if bool(before.many_to_many) != bool(after.many_to_many):
        yield _between_kinds(change)
    elif after.many_to_many:
        yield from _of_many_to_many(change)
    elif _generation(before) != _generation(after):
        yield _of_generated(change)


_COPY_OVER = (
    "Add the new field under another name, copy the data with RunPython, remove the old field, and rename the new one: "
    "each in a migration of its own."
)


def _between_kinds(change: FieldChange) -> Refusal:
    before, after = (type(field).__name__ for field in change.field[2:])
    return _about(
        change,
        Reason.MANY_TO_MANY,
        what=f"It was a {before} and is a {after} now.",
        why="No column becomes a table or the other way round, so the field would be removed with its data and added "
        "anew, empty.",
        recipe=_COPY_OVER,
    )


def _of_many_to_many(change: FieldChange) -> Iterator[Refusal]:
    model, (_, _, before, after) = change.model, change.field
    if change.replaced:
        yield _about(
            change,
            Reason.TARGET,
            what=f"It led to {_label(target_of(before, model.before.key))} and leads to "
            f"{_label(target_of(after, model.key))} now.",
            why="The rows of its table refer to the former model; they would be lost or mean other objects.",
            recipe=_COPY_OVER,
        )
    through_before, through_after = (
        through_of(before, model.before.key),
        through_of(after, model.key),
    )
    if through_after and not through_before:
        yield _with_through(change, through_after)
    elif through_before and not through_after:
        yield _about(
            change,
            Reason.THROUGH,
            what=f"It does without its intermediary model {_label(through_before)} now.",
            why="The intermediary model's table is not exchanged for an automatic one: altering the field fails.",
            recipe=_COPY_OVER,
        )


def _with_through(change: FieldChange, through: ModelKey) -> Refusal:
    model, field = change.model, change.field
    default = f"{model.after.options.get('db_table') or '_'.join(model.key)}_{field.name}"
    table = getattr(field.before, "db_table", None) or default
    return _about(
        change,
        Reason.THROUGH,
        what=f"It has an intermediary model now, {_label(through)}.",
        why="The automatic table is not exchanged for a model's: altering the field fails.",
        recipe=f"To keep the rows, give {_label(through)} the automatic table (db_table = {table!r}) and write the "
        "creation of the model and the alteration of the field into the state_operations of a "
        "SeparateDatabaseAndState. Let further fields of the intermediary model follow in the next migration.",
    )


def _generation(field: AnyField) -> Any:
    if not field.generated:
        return None
    generated: Any = field
    return generated.expression, generated.db_persist


def _of_generated(change: FieldChange) -> Refusal:
    before, after = change.field.before, change.field.after
    if not before.generated or not after.generated:
        turned = (
            "is generated by the database now" if after.generated else "is not generated any more"
        )
        what = f"It {turned}."
    else:
        what = "The database is to generate it in another way."
    return _about(
        change,
        Reason.GENERATED,
        what=what,
        why="No database alters that in a column: the migration fails when it is applied.",
        recipe="Remove the field in one migration and add it in the next; values that the database does not generate "
        "have to be kept elsewhere in between.",
    )


def _of_tables(pair: Pair) -> Iterator[Refusal]:
    deleted = {_table(pair.before[key]): key for key in pair.removed_models}
    for key in pair.added_models:
        table = _table(pair.after[key])
        if table in deleted:
            yield Refusal(
                Reason.TABLE,
                *key,
                None,
                what=f"It is new and has the table {table} of {_label(deleted[table])}, which is gone.",
                why="The table is there until that model is deleted, and its rows would go with it.",
                recipe="To keep the table, write both the creation and the deletion into the state_operations of a "
                "SeparateDatabaseAndState; to have it new, make the migration that deletes the model first.",
            )


def _table(state: ModelState) -> str:
    return str(state.options.get("db_table") or "_".join(state.key))


def _of_bases(pair: Pair, model: ModelPair) -> Iterator[Refusal]:
    before, after = set(model_bases(model.before)), set(model_bases(model.after))
    if before == {pair.old_key(base) for base in after}:
        return
    yield Refusal(
        Reason.BASES,
        *model.key,
        None,
        what=f"It was derived from {_labels(before)} and is derived from {_labels(after)} now.",
        why="No operation changes the bases of a model: migrations would go on with the old ones.",
        recipe="Create a model with the new bases under another name, copy the rows with RunPython, remove the old "
        "model, and rename the new one: each in a migration of its own.",
    )


def _about(change: FieldChange, reason: Reason, *, what: str, why: str, recipe: str) -> Refusal:
    return Refusal(reason, *change.model.key, change.field.name, what=what, why=why, recipe=recipe)


def _labels(keys: set[ModelKey]) -> str:
    return " and ".join(map(_label, sorted(keys))) or "no other model"


def _label(key: ModelKey) -> str:
    return ".".join(key)
