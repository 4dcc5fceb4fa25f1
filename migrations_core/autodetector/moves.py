"""Models that are gone and new at once: moved to another app, in another one's table, without a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations_core.autodetector.reasons import Reason, Refusal, label_of, table_of
from migrations_core.autodetector.similarity import ENOUGH_FIELDS, field_overlap
from migrations_core.rendering.relations import is_relation, target_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrations_core.autodetector.pair import Pair
    from migrations_core.names import ModelKey

_MANY_FIELDS = 2
"""How many fields of their own models of different names must have to be taken for one."""


def moved_models(pair: Pair) -> list[Refusal]:
    """Refuse to delete a model with its rows here and to create it, empty, there."""
    found, taken = [], set()
    for score, old_key, key in sorted(_resembling(pair), reverse=True):
        if (
            old_key in taken
            or key in taken
            or table_of(pair.before[old_key]) == table_of(pair.after[key])
        ):
            continue
        taken |= {old_key, key}
        found.append(_about_move(pair, old_key, key, whole=score == 1))
    return found


def _resembling(pair: Pair) -> Iterator[tuple[float, ModelKey, ModelKey]]:
    for key in pair.added_models:
        for old_key in pair.removed_models:
            if old_key[0] == key[0]:
                continue  # Renamed, if anything, and that is asked.
            before, after = pair.before[old_key], pair.after[key]
            overlap = field_overlap(pair, before, after)
            if overlap >= ENOUGH_FIELDS and (
                old_key[1] == key[1] or (overlap == 1 and len(before.fields) > _MANY_FIELDS)
            ):
                yield overlap, old_key, key


def _about_move(pair: Pair, old_key: ModelKey, key: ModelKey, *, whole: bool) -> Refusal:
    fields = "the same fields" if whole else "many of its fields"
    table = table_of(pair.before[old_key])
    return Refusal(
        Reason.MOVED,
        *key,
        None,
        what=f"It is new, and {label_of(old_key)}, which is gone, had {fields}.",
        why="If it was moved, its rows would be deleted there, and there would be none here.",
        recipe=f"To keep them, give it the table that there is (db_table = {table!r}), and write its creation, the "
        f"deletion of {label_of(old_key)}, and between them the alteration of what refers to it, into the "
        "state_operations of a SeparateDatabaseAndState. If the whole app has got another name, let it keep its label: "
        f"label = {old_key[0]!r} in its AppConfig.",
        others=(old_key, *_users(pair, old_key, key)),
    )


def _users(pair: Pair, old_key: ModelKey, key: ModelKey) -> list[ModelKey]:
    """Give the models with fields that referred to the old model and refer to the new one."""
    return sorted(
        {
            model.key
            for model, (_, _, before, after), _ in pair.field_changes
            if is_relation(before)
            and is_relation(after)
            and target_of(before, model.before.key) == old_key
            and target_of(after, model.key) == key
        }
    )


def table_refusals(pair: Pair) -> Iterator[Refusal]:
    """Refuse to create a table that is there until another model is deleted."""
    deleted = {table_of(pair.before[key]): key for key in pair.removed_models}
    for key in pair.added_models:
        table = table_of(pair.after[key])
        if table in deleted:
            old_key = deleted[table]
            yield Refusal(
                Reason.TABLE,
                *key,
                None,
                what=f"It is new and has the table {table} of {label_of(old_key)}, which is gone.",
                why="The table is there until that model is deleted, and its rows would go with it.",
                recipe="To keep the table, write both the creation and the deletion into the state_operations of a "
                "SeparateDatabaseAndState; to have it new, make the migration that deletes the model first.",
                others=(old_key, *_users(pair, old_key, key)),
            )


def proxy_refusals(pair: Pair) -> Iterator[Refusal]:
    """Refuse to delete a model's table because the model is a proxy now."""
    for key in sorted(pair.kinds_before.models & pair.kinds_after.proxies):
        yield Refusal(
            Reason.PROXY,
            *key,
            None,
            what="It had a table of its own and is a proxy now.",
            why="The table would be deleted with its rows.",
            recipe="Copy the rows to the model that it is a proxy of with RunPython, and delete the model: each in a "
            "migration of its own; then create the proxy.",
        )
