"""``makemigrations --merge``: two or more branches of one app's migrations, and the migration that joins them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations, takewhile
from typing import TYPE_CHECKING, Any

from migrations_core.exceptions import NoCommonAncestorError, RepeatedOperationError
from migrations_core.failures import description_of, with_names
from migrations_core.loader import MigrationLoader
from migrations_core.migration import Migration
from migrations_core.operations import AddField, CreateModel
from migrations_core.state import ProjectState
from migrations_core.utils import get_migration_name_timestamp
from migrations_core.values import frozen
from migrations_core.workflows.detection import detect, detector_for

if TYPE_CHECKING:
    from migrations_core.exceptions import MigrationKey

LONGEST_LIST_OF_LEAVES = 47
"""How many characters of the leaves' names fit into that of the merge; otherwise it gets the time."""


@frozen
class Branch:
    """What one branch has that is not common to all."""

    leaf: Migration
    operations: list[Any]


@frozen
class Verdict:
    """Whether it matters in which order the branches are applied, and why."""

    commute: bool | None
    """None: nobody can tell."""
    reason: str

    def __str__(self) -> str:
        match self.commute:
            case True:
                return f"The branches commute: {self.reason}."
            case False:
                return f"The branches do not commute: {self.reason}."
            case None:
                return f"Whether the branches commute cannot be proved: {self.reason}."


def branches_of(loader: MigrationLoader, app_label: str, names: Sequence[str]) -> list[Branch]:
    """Give the branches that end in these migrations from where they part."""
    lines = [_line_of(loader, (app_label, name)) for name in names]
    generations = zip(*lines, strict=False)
    common = sum(1 for _ in takewhile(lambda keys: len(set(keys)) == 1, generations))
    if not common:
        raise NoCommonAncestorError(app_label, names)
    return [
        Branch(
            loader.get_migration(*line[-1]),
            [each for key in line[common:] for each in loader.get_migration(*key).operations],
        )
        for line in lines
    ]


def _line_of(loader: MigrationLoader, leaf: MigrationKey) -> list[MigrationKey]:
    return [key for key in loader.graph.forwards_plan(leaf) if key[0] == leaf[0]]


def merge_migration(
    app_label: str,
    branches: Sequence[Branch],
    name: str | None,
    parse_number: Callable[[str], int | None],
) -> Migration:
    """Give the migration without operations that depends on all branches."""
    leaf_names = [branch.leaf.name for branch in branches]
    numbers = [number for number in map(parse_number, leaf_names) if number is not None]
    listed = "_".join(sorted(leaf_names))
    if len(listed) > LONGEST_LIST_OF_LEAVES:
        listed = get_migration_name_timestamp()
    merged = Migration(f"{max(numbers, default=1) + 1:04}_{name or f'merge_{listed}'}", app_label)
    merged.dependencies = [(app_label, leaf_name) for leaf_name in leaf_names]
    return merged


def judge(
    loader: MigrationLoader, autodetector: Any, app_label: str, branches: Sequence[Branch]
) -> Verdict:
    """Prove that the branches give the same models in any order, or say why they do not."""
    leaves = [(app_label, branch.leaf.name) for branch in branches]
    operations = [operation for branch in branches for operation in branch.operations]
    orders: list[Sequence[MigrationKey]] = (
        list(permutations(leaves)) if len(leaves) < 4 else [leaves, leaves[::-1]]
    )
    states = []
    for order in orders:
        try:
            states.append(_state_after(loader, order, operations))
        # Whatever operations raise when what they change is not there, or is there already.
        except Exception as error:
            return Verdict(False, f"{_listed(order)} cannot be applied in this order: {error}")
    for order, state in zip(orders[1:], states[1:], strict=True):
        differences = autodetector(states[0], state)._detect_changes()
        if differences:
            return Verdict(False, _difference(orders[0], order, differences))
    return _unless_opaque(branches)


def _state_after(
    loader: MigrationLoader, leaves: Sequence[MigrationKey], branching: Sequence[Any]
) -> ProjectState:
    """Give the state after the migrations in this order, and see to it that no branch repeats another."""
    graph = loader.graph
    state = ProjectState(real_apps=loader.unmigrated_apps)
    checked = set(map(id, branching))
    for key in graph.walk(leaves, set()):
        migration: Any = graph.nodes[key]
        for operation in migration.operations:
            if id(operation) in checked:
                _refuse_repetition(operation, migration.app_label, state)
            operation.state_forwards(migration.app_label, state)
            state.check_in()
    return state


def _refuse_repetition(operation: Any, app_label: str, state: ProjectState) -> None:
    """Refuse to create what is there already: a state takes it twice, a database does not."""
    if isinstance(operation, CreateModel):
        repeated = (app_label, operation.name_lower) in state.model_states
    elif isinstance(operation, AddField):
        model = state.model_states[app_label, operation.model_name_lower]
        repeated = operation.name in model.fields
    else:
        repeated = False
    if repeated:
        raise RepeatedOperationError(app_label, description_of(operation))


def _difference(one: Sequence[MigrationKey], other: Sequence[MigrationKey], changes: Any) -> str:
    left = "; ".join(
        description_of(operation)
        for migrations in changes.values()
        for migration in migrations
        for operation in migration.operations
    )
    return f"{_listed(one)} and {_listed(other)} give different models: {left}"


def _listed(order: Sequence[MigrationKey]) -> str:
    return " before ".join(name for _, name in order)


def _unless_opaque(branches: Sequence[Branch]) -> Verdict:
    """Give the verdict on branches that commute as far as models go."""
    opaque = [
        description_of(operation)
        for branch in branches
        for operation in branch.operations
        if hasattr(operation, "code") or hasattr(operation, "sql")
    ]
    same = "in any order they give the same models"
    if opaque:
        return Verdict(
            None, f"{same}; what they do to rows has to be judged by you: {'; '.join(opaque)}"
        )
    return Verdict(True, same)


def left_over(autodetector: Any, app_label: str) -> list[str]:
    """Describe what the migrations on the disk, merged, lack compared with an app's models."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    changes = detect(detector_for(autodetector, loader), loader).changes
    return [
        with_names(operation.formatted_description(), operation)
        for migration in changes.get(app_label, ())
        for operation in migration.operations
    ]
