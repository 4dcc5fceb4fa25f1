"""Migrate a project, and ask of its initial migrations whether --fake-initial would take the tables for theirs.

Run as a program in a scratch project; prints two lists as JSON: refusals right after each migration, and
those at the end of all migrations.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django


def main() -> None:
    django.setup()
    from django.db import connections

    from migrations_core.executor import MigrationExecutor
    from migrations_core.executor.fake_initial import expected_of, has_names, is_initial, is_there

    connection = connections[sys.argv[1]]

    def refusals(migration: Any, after: Any, make_final_state: Any) -> list[str]:
        """Give what --fake-initial says against tables whose names it finds."""
        if not has_names(connection, expected_of(connection.alias, migration, after)):
            return []
        try:
            is_there(connection, migration, after, make_final_state)
        except Exception as error:
            return list(getattr(error, "differences", [repr(error)]))
        return []

    class Asking(MigrationExecutor):
        initial: list[tuple[Any, Any]] = []
        at_once: list[str] = []

        def apply_migration(self, state: Any, migration: Any, *args: Any, **options: Any) -> Any:
            state = super().apply_migration(state, migration, *args, **options)
            if is_initial(migration):
                after = state.clone()
                self.at_once += refusals(migration, after, lambda: after)
                self.initial.append((migration, after))
            return state

    executor = Asking(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    final = executor.loader.project_state()
    at_the_end = [line for asked in executor.initial for line in refusals(*asked, lambda: final)]
    json.dump([len(executor.initial), executor.at_once, at_the_end], sys.stdout)


if __name__ == "__main__":
    main()
