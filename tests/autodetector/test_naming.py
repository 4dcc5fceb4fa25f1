import pytest

from migrations_core import operations
from migrations_core.autodetector.naming import arrange, parse_number, trim
from migrations_core.graph import MigrationGraph
from migrations_core.migration import Migration


def migration(app_label, name, *dependencies, creates="A"):
    found = Migration(name, app_label)
    found.operations = [operations.CreateModel(creates, [])]
    found.dependencies = list(dependencies)
    return found


def graph_of(*keys):
    graph = MigrationGraph()
    for key in keys:
        graph.add_node(key, None)
    return graph


def outline(changes):
    return {
        app_label: [(each.name, each.dependencies) for each in of_app]
        for app_label, of_app in changes.items()
    }


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("0001_initial", 1),
        ("20240131_dated", 20240131),
        ("0001_squashed_0004_prices", 4),
        ("0001_squashed_0004_squashed_0007_more", 7),
        ("prices", None),
    ],
)
def test_a_number_is_read_from_a_name(name, number):
    assert parse_number(name) == number


def test_migrations_go_on_after_the_last_one():
    changes = {
        "shop": [
            migration("shop", "auto_1"),
            migration("shop", "auto_2", ("shop", "auto_1"), creates="B"),
        ]
    }

    arranged = arrange(changes, graph_of(("shop", "0007_prices")), lambda app_label: False)

    assert outline(arranged) == {
        "shop": [("0008_a", [("shop", "0007_prices")]), ("0009_b", [("shop", "0008_a")])]
    }


def test_the_first_migration_is_initial_if_one_is_wanted():
    changes = {
        "shop": [migration("shop", "auto_1", ("depot", "auto_1"))],
        "depot": [migration("depot", "auto_1")],
    }

    arranged = arrange(changes, graph_of(), lambda app_label: app_label == "shop")

    assert outline(arranged) == {"shop": [("0001_initial", [("depot", "__first__")])]}


def test_a_name_that_was_asked_for_is_taken():
    arranged = arrange(
        {"shop": [migration("shop", "auto_1")]}, graph_of(), lambda app_label: True, "given"
    )

    assert outline(arranged) == {"shop": [("0001_given", [])]}


def test_other_apps_are_left_out_unless_they_are_depended_on():
    changes = {
        "a": [migration("a", "1", ("b", "1"))],
        "b": [migration("b", "1", ("c", "1"))],
        "c": [migration("c", "1")],
        "d": [migration("d", "1", ("a", "1"))],
    }

    assert list(trim(changes, {"b"})) == ["b", "c"]
