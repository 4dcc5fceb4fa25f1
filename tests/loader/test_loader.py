import pytest

from migrations_core.exceptions import (
    AmbiguityError,
    BadMigrationError,
    CircularDependencyError,
    NodeNotFoundError,
    UnknownMigrationError,
    UnresolvedDependencyError,
)
from migrations_core.loader import MigrationLoader
from tests.apps_on_disk import migration


@pytest.fixture
def load(apps):
    """Write the apps given as {label: {name: lines of the class}} and load them."""

    def load(migrations, **options):
        for label, files in migrations.items():
            texts = {f"{name}.py": migration(*lines) for name, lines in files.items()}
            apps.add(label, texts)
        with apps.installed():
            return MigrationLoader(None, **options)

    return load


def after(*keys: str) -> str:
    """Return the line ``dependencies = [...]`` for keys such as ``"shop.0001"``."""
    return f"dependencies = {[tuple(key.split('.')) for key in keys]!r}"


def plan(loader, label: str, name: str) -> list[str]:
    return [".".join(key) for key in loader.graph.forwards_plan((label, name))]


def test_first_and_latest_are_resolved_in_apps_with_migrations(load):
    loader = load(
        {
            "cart": {"1": [after("shop.__first__")], "2": [after("cart.1", "shop.__latest__")]},
            "shop": {"1": [], "2": [after("shop.1")]},
        }
    )

    assert plan(loader, "cart", "1") == ["shop.1", "cart.1"]
    assert plan(loader, "cart", "2") == ["shop.1", "shop.2", "cart.1", "cart.2"]


def test_the_first_migration_of_an_unmigrated_app_is_no_dependency(load, apps):
    (apps.add("shop") / "__init__.py").unlink()

    assert plan(load({"cart": {"1": [after("shop.__first__")]}}), "cart", "1") == ["cart.1"]


def test_an_app_that_depends_on_its_own_first_migration_is_fine(load):
    assert plan(load({"cart": {"1": [after("cart.__first__")]}}), "cart", "1") == ["cart.1"]


def test_the_first_migration_of_an_unknown_app_is_refused(load):
    with pytest.raises(ValueError, match="Dependency on unknown app: shop"):
        load({"cart": {"1": [after("shop.__first__")]}})


def test_the_first_migration_of_an_app_with_an_empty_package_is_refused(load):
    with pytest.raises(
        UnresolvedDependencyError, match="Dependency on app with no migrations: shop"
    ):
        load({"shop": {}, "cart": {"1": [after("shop.__first__")]}})


def test_an_empty_package_can_be_ignored(load):
    apps = {"shop": {}, "cart": {"1": [after("shop.__first__")]}}

    assert plan(load(apps, ignore_no_migrations=True), "cart", "1") == ["cart.1"]


def test_run_before_lets_another_migration_wait(load):
    loader = load({"cart": {"1": ["run_before = [('shop', '1')]"]}, "shop": {"1": []}})

    assert plan(loader, "shop", "1") == ["cart.1", "shop.1"]


def test_run_before_in_the_own_app_decides_what_its_first_migration_is(load):
    loader = load(
        {
            "cart": {"1": [], "2": ["run_before = [('cart', '1')]"]},
            "bill": {"1": [after("cart.__first__")]},
        }
    )

    assert plan(loader, "bill", "1") == ["cart.2", "bill.1"]


def test_dependencies_are_pairs(load):
    with pytest.raises(BadMigrationError, match=r"shop\.1 .* has 'auth' in dependencies"):
        load({"shop": {"1": ["dependencies = ('auth', '0001_initial')"]}})


@pytest.mark.parametrize(
    ("dependency", "advice"),
    [
        ("shop.0001_inital", "Did you mean '0001_initial'?"),
        ("shop.0007", "The migrations of shop end with '0001_initial'"),
        ("shopping.1", "No migrations of an app 'shopping' are known: is it in INSTALLED_APPS?"),
    ],
)
def test_a_missing_dependency_is_named_with_advice_and_file(load, apps, dependency, advice):
    with pytest.raises(NodeNotFoundError) as caught:
        load({"shop": {"0001_initial": []}, "cart": {"1": [after(dependency)]}})

    message = str(caught.value)
    assert message.startswith("Migration cart.1 dependencies reference nonexistent parent node (")
    assert advice in message
    assert message.endswith(f"The dependency is in {apps.path}/cart/migrations/1.py.")


def test_a_cycle_is_refused(load):
    with pytest.raises(CircularDependencyError, match=r"cart\.1 -> shop\.1 -> cart\.1"):
        load({"cart": {"1": [after("shop.1")]}, "shop": {"1": [after("cart.1")]}})


SQUASHED = {
    "1": [],
    "2": [after("shop.1")],
    "3_squashed": ["replaces = [('shop', '1'), ('shop', '2')]"],
    "4": [after("shop.3_squashed")],
}


def test_a_squashed_migration_takes_the_place_of_what_it_replaces(load):
    assert plan(load({"shop": SQUASHED}), "shop", "4") == ["shop.3_squashed", "shop.4"]


def test_replacing_can_be_turned_off(load):
    loader = load({"shop": SQUASHED}, replace_migrations=False)

    assert plan(loader, "shop", "2") == ["shop.1", "shop.2"]


def test_a_migration_is_found_by_the_start_of_its_name(load):
    loader = load({"shop": {"0001_a": [], "0002_b": [after("shop.0001_a")]}})

    assert loader.get_migration_by_prefix("shop", "0002").name == "0002_b"


def test_a_whole_name_is_never_ambiguous(load):
    loader = load({"shop": {"0001_a": [], "0001_ab": [after("shop.0001_a")]}})

    assert loader.get_migration_by_prefix("shop", "0001_a").name == "0001_a"


def test_an_ambiguous_start_is_refused_with_what_it_may_mean(load):
    loader = load({"shop": {"0001_a": [], "0002_b": [after("shop.0001_a")]}})

    with pytest.raises(AmbiguityError, match=r"prefix '00': 0001_a, 0002_b\. Write more"):
        loader.get_migration_by_prefix("shop", "00")


def test_an_unknown_name_is_a_key_error_that_speaks_plainly(load):
    loader = load({"shop": {"0001_a": []}})

    with pytest.raises(KeyError) as caught:
        loader.get_migration_by_prefix("shop", "0009")
    assert str(caught.value) == "There is no migration for 'shop' with the prefix '0009'"
    with pytest.raises(UnknownMigrationError, match=r"There is no migration 'shop\.0009'\."):
        loader.get_migration("shop", "0009")


def test_two_leaves_of_an_app_are_a_conflict(load):
    branches = {"1": [], "2_b": [after("shop.1")], "2_a": [after("shop.1")]}

    assert load({"shop": branches, "cart": {"1": []}}).detect_conflicts() == {
        "shop": ["2_a", "2_b"]
    }


def test_the_state_of_a_project_is_that_after_all_of_its_migrations(load):
    create = "migrations.CreateModel('Order', [('id', models.BigAutoField(primary_key=True))])"
    rename = "migrations.RenameModel('Order', 'Sale')"
    loader = load(
        {
            "shop": {
                "1": [f"operations = [{create}]"],
                "2": [after("shop.1"), f"operations = [{rename}]"],
            }
        }
    )

    assert list(loader.project_state().model_states) == [("shop", "sale")]
    assert list(loader.project_state(("shop", "2"), at_end=False).model_states) == [
        ("shop", "order")
    ]
