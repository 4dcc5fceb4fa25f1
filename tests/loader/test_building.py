"""Graphs as values: made of what was read, and nothing of it changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from migrations_core.executor import MigrationExecutor
from migrations_core.loader import MigrationLoader
from migrations_core.loader.building import Material, build
from migrations_core.migration import Migration
from tests.apps_on_disk import Apps, migration

ONE, TWO, SQUASHED = ("shop", "0001_a"), ("shop", "0002_b"), ("shop", "0001_squashed")


def material(*recorded: tuple[str, str]) -> Material:
    one, two, squashed = (Migration(name, label) for label, name in (ONE, TWO, SQUASHED))
    two.dependencies = [ONE]
    squashed.replaces = [ONE, TWO]
    return Material(
        {ONE: one, TWO: two, SQUASHED: squashed}, {"shop"}, set(), dict.fromkeys(recorded)
    )


def built(read: Material, *, replace_migrations: bool = True) -> tuple[object, object]:
    """Give the order of what counts, and what is applied of it."""
    result = build(read, lambda graph: lambda key, app: key, replace_migrations=replace_migrations)
    return result.graph.walk(result.graph.leaf_nodes(), set()), list(result.applied)


def test_a_squashed_migration_counts_when_nothing_is_applied():
    assert built(material()) == ([SQUASHED], [])


def test_a_squashed_migration_is_applied_when_all_that_it_replaces_is():
    assert built(material(ONE, TWO)) == ([SQUASHED], [ONE, TWO, SQUASHED])


def test_a_squashed_migration_steps_aside_halfway():
    assert built(material(ONE)) == ([ONE, TWO], [ONE])


def test_all_count_when_nothing_is_replaced():
    assert built(material(), replace_migrations=False) == ([SQUASHED, ONE, TWO], [])


def test_one_reading_makes_any_number_of_graphs():
    read = material(ONE, TWO)
    first = built(read), built(read, replace_migrations=False)

    assert (built(read), built(read, replace_migrations=False)) == first
    assert list(read.recorded) == [ONE, TWO]


@pytest.fixture
def shop(apps: Apps) -> Iterator[Apps]:
    apps.add(
        "shop",
        {
            "0001_a.py": migration(),
            "0002_b.py": migration('dependencies = [("shop", "0001_a")]'),
            "0001_squashed.py": migration('replaces = [("shop", "0001_a"), ("shop", "0002_b")]'),
        },
    )
    with apps.installed():
        yield apps


def test_a_plan_to_a_replaced_migration_leaves_loader_and_graph_as_they_are(shop, connection):
    executor = MigrationExecutor(connection)
    loader, graph = executor.loader, executor.loader.graph
    plan = executor.migration_plan([ONE])

    assert [str(step.migration) for step in plan] == ["shop.0001_a"]
    assert (loader.replace_migrations, loader.graph) == (True, graph)
    assert list(graph.nodes) == [SQUASHED]
    assert (executor.loader.replace_migrations, set(executor.loader.graph.nodes)) == (
        False,
        {ONE, TWO, SQUASHED},
    )


def test_the_files_are_not_read_again_to_do_without_replacements(shop):
    loader = MigrationLoader(None)
    other = loader.without_replacements()

    assert all(other.disk_migrations[key] is each for key, each in loader.disk_migrations.items())
    assert set(other.graph.nodes) == {ONE, TWO, SQUASHED}


def test_a_graph_is_built_anew_from_what_is_there_then(shop, connection):
    executor = MigrationExecutor(connection)
    executor.migrate([ONE])
    before = executor.loader.applied_migrations
    executor.loader.build_graph()

    assert (list(before), list(executor.loader.applied_migrations)) == ([], [ONE])
