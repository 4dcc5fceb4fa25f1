"""What a refused change is called, and how it is explained."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from migrations_core.rendering.relations import is_relation, target_of, through_of
from migrations_core.values import frozen

if TYPE_CHECKING:
    from migrations_core.autodetector.comparison import FieldChange
    from migrations_core.autodetector.pair import Pair
    from migrations_core.deconstruction import AnyField
    from migrations_core.names import ModelKey
    from migrations_core.state import ModelState

COPY_OVER = (
    "Add the new field under another name, copy the data with RunPython, remove the old field, and rename the new one: "
    "each in a migration of its own."
)


class Reason(StrEnum):
    """What kind of change it is."""

    MANY_TO_MANY = "many-to-many"
    THROUGH = "through"
    GENERATED = "generated"
    TARGET = "many-to-many-target"
    BASES = "bases"
    TABLE = "table"
    FOREIGN_KEY = "foreign-key"
    KEY = "key"
    COMPOSITE_KEY = "composite-key"
    TYPE = "type"
    UNIQUE = "unique"
    MOVED = "moved"
    PROXY = "proxy"


@frozen
class Refusal:
    """One change, and what a developer can do instead."""

    reason: Reason
    app_label: str
    model_name: str
    field_name: str | None
    what: str
    why: str
    recipe: str
    others: tuple[ModelKey, ...] = ()
    """Models with changes that are a part of this one: neither is written without the other."""

    @property
    def models(self) -> tuple[ModelKey, ...]:
        return ((self.app_label, self.model_name), *self.others)

    @property
    def place(self) -> str:
        parts = (self.app_label, self.model_name, self.field_name)
        return ".".join(part for part in parts if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.what} {self.why}\n{self.recipe}"


def about(
    pair: Pair,
    change: FieldChange,
    reason: Reason,
    *,
    said: tuple[str, str],
    recipe: str = COPY_OVER,
) -> Refusal:
    """Explain the refusal of a field's change; ``said`` is what changed, and why it is refused."""
    place = (*change.model.key, change.field.name)
    what, why = said
    others = tuple(
        sorted(_named(change.model.before.key, change.field.before) & set(pair.removed_models))
    )
    others += tuple(sorted(_named(change.model.key, change.field.after) & set(pair.added_models)))
    return Refusal(reason, *place, what=what, why=why, recipe=recipe, others=others)


def _named(key: ModelKey, field: AnyField) -> set[ModelKey]:
    """Give the models that a relation on the model ``key`` names."""
    if not is_relation(field):
        return set()
    return {named for named in (target_of(field, key), through_of(field, key)) if named}


def type_of(field: AnyField) -> str:
    """Name the type of a field with its article."""
    name = type(field).__name__
    return f"{'an' if name.startswith(('A', 'E', 'I', 'O')) else 'a'} {name}"


def table_of(state: ModelState) -> str:
    """Give the table of a model as far as it can be told without a database."""
    return str(state.options.get("db_table") or "_".join(state.key))


def labels_of(keys: set[ModelKey]) -> str:
    return " and ".join(map(label_of, sorted(keys))) or "no other model"


def label_of(key: ModelKey) -> str:
    return ".".join(key)
