"""Short ways to run the autodetector or one differ, and to carry out what it finds."""

from __future__ import annotations

from typing import Any

from django.db.models import Manager

from migrations_core.autodetector import MigrationAutodetector
from migrations_core.autodetector.answers import resolve
from migrations_core.autodetector.pair import Pair
from migrations_core.definitions import deep_deconstruct
from migrations_core.questioner import MigrationQuestioner
from migrations_core.state import ModelState, ProjectState
from tests.state.builders import project

YES = MigrationQuestioner({"ask_rename": True, "ask_rename_model": True, "ask_initial": True})


class SimilarToo(MigrationQuestioner):
    """Says yes to everything, is asked about what was renamed and changed, too."""

    asks_about_similar = True


SIMILAR = SimilarToo({"ask_rename": True, "ask_rename_model": True, "ask_initial": True})
NO = MigrationQuestioner({"ask_initial": True})


class Stating(MigrationQuestioner):
    """Says of whatever is gone that it is what is new, however little they have in common."""

    def __init__(self, before: ProjectState, after: ProjectState) -> None:
        super().__init__()
        pair = Pair(before, after)
        self.models = [
            (".".join(old_key), key[1])
            for old_key, key in zip(pair.removed_models, pair.added_models, strict=False)
            if old_key[0] == key[0]
        ]
        renames = {(label.split(".")[0], name): label.split(".")[1] for label, name in self.models}
        self.fields = [
            (f"{model.app_label}.{model.before.name}.{old_name}", name)
            for model in pair.with_model_renames(renames).kept_models
            for old_name, name in zip(model.removed, model.added, strict=False)
        ]

    def stated(self, section: str) -> list[tuple[str, str]]:
        return self.models if section == "renamed_models" else self.fields

    def heed(self, section: str, key: str) -> None:
        """Nobody asks for it."""

    def object_to(self, section: str, key: str, problem: str) -> None:
        raise AssertionError(f"{section}: {key}: {problem}")


def pair_of(before: list[ModelState], after: list[ModelState], questioner: Any = NO) -> Pair:
    """A pair whose questions are answered."""
    return resolve(Pair(project(*before), project(*after)), questioner)[0]


def propose(
    differ: Any, before: list[ModelState], after: list[ModelState], questioner: Any = NO
) -> list[Any]:
    """What one differ proposes, as ``written``."""
    pair, answers = resolve(Pair(project(*before), project(*after)), questioner)
    return written([proposal.operation for proposal in differ(pair, answers)])


def detect(
    before: list[ModelState], after: list[ModelState], questioner: Any = NO
) -> dict[str, list[list[Any]]]:
    """The operations of each migration of each app, as ``written``."""
    changes = MigrationAutodetector(project(*before), project(*after), questioner)._detect_changes()
    return {
        app_label: [written(migration.operations) for migration in migrations]
        for app_label, migrations in changes.items()
    }


def written(operations: list[Any]) -> list[Any]:
    """Operations as values: operations do not compare themselves."""
    return [_written(operation) for operation in operations]


def _written(value: Any) -> Any:
    return value if isinstance(value, Manager) else deep_deconstruct(value, _written)


def in_order(changes: dict[str, list[Any]]) -> list[Any]:
    """The new migrations, each after those that it depends on."""
    by_key = {(m.app_label, m.name): m for of_app in changes.values() for m in of_app}
    done: dict[tuple[str, str], Any] = {}
    while len(done) < len(by_key):
        ready = [
            key
            for key, migration in by_key.items()
            if key not in done
            and all(needed in done for needed in migration.dependencies if needed in by_key)
        ]
        assert ready, "the migrations depend on each other in a circle"
        done |= {key: by_key[key] for key in ready}
    return list(done.values())


def carry_out(changes: dict[str, list[Any]], before: ProjectState) -> ProjectState:
    """The state after all migrations; fails unless every model can be rendered after every operation."""
    state = before.clone()
    for migration in in_order(changes):
        for operation in migration.operations:
            operation.state_forwards(migration.app_label, state)
            assert state.apps, operation
    return state
