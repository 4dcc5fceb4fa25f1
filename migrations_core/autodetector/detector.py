"""The autodetector under Django's name: runs the differs through methods that third parties override."""

from __future__ import annotations

from bisect import insort_left, insort_right
from typing import TYPE_CHECKING, Any

from migrations_core import definitions
from migrations_core.autodetector import naming
from migrations_core.autodetector.answers import Answers, resolve
from migrations_core.autodetector.differs import DIFFERS
from migrations_core.autodetector.differs.created_models import swappable_first
from migrations_core.autodetector.ordering import ordered_apps
from migrations_core.autodetector.pair import Pair
from migrations_core.autodetector.refusals import Refusal, refusals
from migrations_core.autodetector.registry import registered
from migrations_core.autodetector.requirements import fulfils, model_renamed, models_of_any
from migrations_core.autodetector.splitting import split
from migrations_core.operations import CreateModel, RenameModel
from migrations_core.optimizer import MigrationOptimizer
from migrations_core.questioner import MigrationQuestioner

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migrations_core.autodetector.differs import Differ
    from migrations_core.autodetector.naming import Changes
    from migrations_core.autodetector.requirements import OperationDependency, Proposal
    from migrations_core.names import ModelKey
    from migrations_core.state import ProjectState

Rank = tuple[int, int]

_BEGINNING: Rank = (-1, 0)
_END: Rank = (len(DIFFERS), 0)


class MigrationAutodetector:
    """Find the migrations that lead from one state of a project to another.

    To detect more, register a differ (``registry.differ``). Subclasses made for Django's autodetector work too: the
    ``generate_...`` methods, ``add_operation``, ``check_dependency`` and ``deep_deconstruct`` are called where Django
    calls them, and the sets of model keys are attributes while they run.
    """

    differs: Sequence[str] = tuple(DIFFERS)
    """The methods that are run. Their order means nothing: the operations' order follows from ``DIFFERS``."""

    def __init__(
        self, from_state: ProjectState, to_state: ProjectState, questioner: Any = None
    ) -> None:
        self.from_state = from_state
        self.to_state = to_state
        self.questioner = questioner or MigrationQuestioner()
        self.existing_apps = {app_label for app_label, _ in from_state.model_states}
        self.generated_operations: dict[str, list[Any]] = {}
        self.migrations: Changes = {}
        self._use(Pair(from_state, to_state, deconstruct=self.deep_deconstruct), Answers())
        self._rank = _END

    def changes(
        self,
        graph: Any,
        trim_to_apps: Iterable[str] | None = None,
        convert_apps: Iterable[str] | None = None,
        migration_name: str | None = None,
    ) -> Changes:
        """Give the migrations to write, by app, named and joined to those in the graph."""
        changes = self._detect_changes(convert_apps, graph)
        changes = self.arrange_for_graph(changes, graph, migration_name)
        if trim_to_apps:
            changes = self._trim_to_apps(changes, trim_to_apps)
        return changes

    def refusals(self) -> tuple[Refusal, ...]:
        """Describe, after detection, the changes that can only fail or lose data when they are applied."""
        return refusals(self.pair, self.answers)

    def _detect_changes(
        self, convert_apps: Iterable[str] | None = None, graph: Any = None
    ) -> Changes:
        pair = Pair(
            self.from_state,
            self.to_state,
            frozenset(convert_apps or ()),
            deconstruct=self.deep_deconstruct,
        )
        self._use(*resolve(pair, self.questioner))
        self.generated_operations = {}
        self.create_renamed_fields()
        self.create_altered_indexes()
        self.create_altered_constraints()
        self._run_differs()
        self._sort_migrations()
        self._build_migration_list(graph)
        self._optimize_migrations()
        return self.migrations

    def _use(self, pair: Pair, answers: Answers) -> None:
        self.pair, self.answers = pair, answers
        self.old_model_keys, self.old_proxy_keys, self.old_unmanaged_keys = map(
            set, pair.kinds_before
        )
        self.new_model_keys, self.new_proxy_keys, self.new_unmanaged_keys = map(
            set, pair.kinds_after
        )
        self.kept_model_keys = self.old_model_keys & self.new_model_keys
        self.kept_proxy_keys = self.old_proxy_keys & self.new_proxy_keys
        self.kept_unmanaged_keys = self.old_unmanaged_keys & self.new_unmanaged_keys
        self.renamed_models = dict(pair.model_renames)
        self.renamed_fields = dict(pair.field_renames)

    def _run_differs(self) -> None:
        ranks = {name: rank for rank, name in enumerate(DIFFERS)}
        for name in self.differs:
            self._rank = (ranks[name], 0)
            getattr(self, name)()
        for position, (differ, after) in enumerate(registered, 1):
            self._rank = (ranks[after], position)
            self._propose(differ)
        self._rank = _END

    def _propose(self, differ: Differ) -> None:
        for proposal in differ(self.pair, self.answers):
            self.add_operation(
                proposal.app_label,
                proposal.operation,
                dependencies=[*proposal.requires, *self._renamings_of(proposal)],
                beginning=proposal.beginning,
            )

    def _renamings_of(self, proposal: Proposal) -> Iterable[OperationDependency]:
        """Make whatever is said about a model by its new name wait for the renaming."""
        if self.renamed_models and not isinstance(proposal.operation, (RenameModel, CreateModel)):
            for model_name in models_of_any(proposal.operation):
                if (proposal.app_label, model_name) in self.renamed_models:
                    yield model_renamed((proposal.app_label, model_name))

    def add_operation(
        self,
        app_label: str,
        operation: Any,
        dependencies: Iterable[OperationDependency] | None = None,
        beginning: bool = False,
    ) -> None:
        """Take note of an operation and of what it requires."""
        operation._auto_deps = list(dependencies or ())
        operation._auto_rank = _BEGINNING if beginning else self._rank
        insert = insort_left if beginning else insort_right
        insert(self.generated_operations.setdefault(app_label, []), operation, key=_rank_of)

    def check_dependency(self, operation: Any, dependency: OperationDependency) -> bool:
        """Tell whether an operation fulfils a requirement on its app."""
        return fulfils(operation, dependency)

    def deep_deconstruct(self, obj: Any) -> Any:
        """Take a value apart for comparison."""
        return definitions.deep_deconstruct(obj, self.deep_deconstruct)

    def swappable_first_key(self, item: ModelKey) -> ModelKey:
        """Give the key by which new models are sorted."""
        return swappable_first(self.to_state, item)

    # From operations to migrations

    def _sort_migrations(self) -> None:
        self.generated_operations = ordered_apps(self.generated_operations, self._check)

    def _build_migration_list(self, graph: Any = None) -> None:
        self.migrations = split(
            self.generated_operations,
            self.existing_apps,
            naming.first_leaves(graph).get,
            check=self._check,
        )

    @property
    def _check(self) -> Any:
        overridden = type(self).check_dependency is not MigrationAutodetector.check_dependency
        return self.check_dependency if overridden else fulfils

    def _optimize_migrations(self) -> None:
        for app_label, migrations in self.migrations.items():
            for migration in migrations:
                optimizer = MigrationOptimizer()
                migration.operations = optimizer.optimize(migration.operations, app_label)

    def arrange_for_graph(
        self, changes: Changes, graph: Any, migration_name: str | None = None
    ) -> Changes:
        """Name the migrations and join them to those in the graph."""
        return naming.arrange(changes, graph, self.questioner.ask_initial, migration_name)

    def _trim_to_apps(self, changes: Changes, app_labels: Iterable[str]) -> Changes:
        return naming.trim(changes, app_labels)

    @classmethod
    def parse_number(cls, name: str) -> int | None:
        """Read a migration's number from its name."""
        return naming.parse_number(name)

    # Called before the differs, for subclasses to prepare what theirs compare

    def create_renamed_fields(self) -> None:
        """Do nothing; a place for subclasses."""

    def create_altered_indexes(self) -> None:
        """Do nothing; a place for subclasses."""

    def create_altered_constraints(self) -> None:
        """Do nothing; a place for subclasses."""


def _rank_of(operation: Any) -> Rank:
    return getattr(operation, "_auto_rank", _END)


def _method(name: str, differ: Differ) -> Any:
    def generate(self: MigrationAutodetector) -> None:
        self._propose(differ)

    generate.__name__ = name
    generate.__qualname__ = f"MigrationAutodetector.{name}"
    generate.__doc__ = differ.__doc__
    return generate


for _name, _differ in DIFFERS.items():
    setattr(MigrationAutodetector, _name, _method(_name, _differ))
