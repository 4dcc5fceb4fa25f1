"""Migrations on a real database; what is checked is what the database has afterwards."""

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError
from django.test.utils import CaptureQueriesContext

from migrations_core.exceptions import InvalidMigrationPlan, IrreversibleError
from migrations_core.executor import MigrationExecutor
from tests.apps_on_disk import migration

ID = "('id', models.BigAutoField(primary_key=True))"


def create(name: str, *fields: str) -> str:
    return f"migrations.CreateModel({name!r}, [{', '.join([ID, *fields])}])"


def operations(*texts: str) -> str:
    return f"operations = [{', '.join(texts)}]"


def after(*keys: str) -> str:
    return f"dependencies = {[tuple(key.split('.')) for key in keys]!r}"


@pytest.fixture
def executor(apps, connection):
    """Write apps given as {label: {name: lines of the class, or text of the file}} and return an executor."""

    def executor(migrations, callback=None):
        for label, files in migrations.items():
            texts = {
                f"{name}.py": lines if isinstance(lines, str) else migration(*lines)
                for name, lines in files.items()
            }
            apps.add(label, texts)
        context = apps.installed()
        context.__enter__()
        contexts.append(context)
        return MigrationExecutor(connection, callback)

    contexts = []
    yield executor
    for context in contexts:
        context.__exit__(None, None, None)


def tables(executor) -> list[str]:
    found = executor.connection.introspection.table_names()
    return [name for name in found if name != "django_migrations"]


def applied(executor) -> list[str]:
    return [".".join(key) for key in executor.recorder.applied_migrations()]


def execute(executor, sql: str) -> list[tuple]:
    with executor.connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


SHOP = {
    "1": [operations(create("Order", "('number', models.IntegerField(db_index=True))"))],
    "2": [after("shop.1"), operations(create("Item"))],
}


def test_migrating_applies_and_records(executor):
    shop = executor({"shop": SHOP})
    state = shop.migrate([("shop", "2")])

    assert (tables(shop), applied(shop)) == (["shop_item", "shop_order"], ["shop.1", "shop.2"])
    assert list(state.model_states) == [("shop", "order"), ("shop", "item")]


def test_migrating_back_undoes_and_forgets(executor):
    shop = executor({"shop": SHOP})
    shop.migrate([("shop", "2")])
    shop.loader.build_graph()
    state = shop.migrate([("shop", "1")])

    assert (tables(shop), applied(shop)) == (["shop_order"], ["shop.1"])
    assert list(state.model_states) == [("shop", "order")]


@pytest.mark.parametrize("way", ["forwards", "backwards"])
def test_foreign_keys_are_switched_once_for_all_migrations(executor, way):
    shop = executor({"shop": SHOP})
    shop.recorder.ensure_schema()
    if way == "backwards":
        shop.migrate([("shop", "2")])
        shop.loader.build_graph()
    with CaptureQueriesContext(shop.connection) as captured:
        shop.migrate([("shop", "2" if way == "forwards" else None)])

    sent = [query["sql"] for query in captured]
    assert sent.count("BEGIN IMMEDIATE") == 2
    assert (sent.count("PRAGMA foreign_keys = OFF"), sent[-1]) == (1, "PRAGMA foreign_keys = ON")


def test_nothing_to_do_creates_no_table(executor):
    shop = executor({"shop": SHOP})

    assert shop.migrate([], plan=[]).model_states == {}
    assert shop.connection.introspection.table_names() == []


def test_faking_records_only(executor):
    shop = executor({"shop": SHOP})
    shop.migrate([("shop", "2")], fake=True)
    assert (tables(shop), applied(shop)) == ([], ["shop.1", "shop.2"])

    shop.loader.build_graph()
    shop.migrate([("shop", None)], fake=True)
    assert (tables(shop), applied(shop)) == ([], [])


def test_progress_is_reported(executor):
    events = []
    shop = executor({"shop": SHOP}, lambda *event: events.append(event))
    shop.migrate([("shop", "1")])
    shop.loader.build_graph()
    shop.migrate([("shop", None)], fake=True)

    first = shop.loader.disk_migrations["shop", "1"]
    assert events == [
        ("render_start",),
        ("render_success",),
        ("apply_start", first, False),
        ("apply_success", first, False),
        ("render_start",),
        ("render_success",),
        ("unapply_start", first, True),
        ("unapply_success", first, True),
    ]


REFUSE_RECORDS = """
    CREATE TRIGGER refuse BEFORE {event} ON django_migrations
    BEGIN SELECT RAISE(ABORT, 'no records'); END
"""


def test_the_record_is_in_the_transaction_of_the_migration(executor):
    shop = executor({"shop": SHOP})
    shop.recorder.ensure_schema()
    execute(shop, REFUSE_RECORDS.format(event="INSERT"))

    with pytest.raises(IntegrityError, match="no records"):
        shop.migrate([("shop", "1")])
    assert (tables(shop), applied(shop)) == ([], [])


def test_the_record_goes_in_the_transaction_of_the_way_back(executor):
    shop = executor({"shop": SHOP})
    shop.migrate([("shop", "1")])
    shop.loader.build_graph()
    execute(shop, REFUSE_RECORDS.format(event="DELETE"))

    with pytest.raises(IntegrityError, match="no records"):
        shop.migrate([("shop", None)])
    assert (tables(shop), applied(shop)) == (["shop_order"], ["shop.1"])


PYTHON = """
from django.db import migrations, models

def run(apps, schema_editor):
    {code}

class Migration(migrations.Migration):
    {attributes}
    operations = [
        migrations.CreateModel("Cart", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunPython(run),
    ]
"""


def python(code: str, attributes: str = "atomic = True") -> dict:
    return {"shop": {"1": PYTHON.format(code=code, attributes=attributes)}}


def test_a_deferred_statement_that_fails_undoes_the_migration(executor):
    shop = executor(python("schema_editor.deferred_sql.append('INSERT INTO nowhere VALUES (1)')"))

    with pytest.raises(OperationalError, match="no such table: nowhere"):
        shop.migrate([("shop", "1")])
    assert (tables(shop), applied(shop)) == ([], [])


def test_an_interrupted_migration_leaves_nothing(executor):
    shop = executor(python("raise KeyboardInterrupt"))

    with pytest.raises(KeyboardInterrupt):
        shop.migrate([("shop", "1")])
    assert (tables(shop), applied(shop)) == ([], [])


def test_without_a_transaction_what_was_done_stays_and_is_not_recorded(executor):
    shop = executor(python("raise ValueError('stop')", "atomic = False"))

    with pytest.raises(ValueError, match="stop"):
        shop.migrate([("shop", "1")])
    assert (tables(shop), applied(shop)) == (["shop_cart"], [])


def test_without_a_transaction_a_finished_migration_is_recorded(executor):
    shop = executor(python("pass", "atomic = False"))
    shop.migrate([("shop", "1")])

    assert (tables(shop), applied(shop)) == (["shop_cart"], ["shop.1"])


def test_an_exception_says_where_it_comes_from(executor, apps):
    shop = executor(python("raise ValueError('stop')"))

    with pytest.raises(ValueError, match="stop") as caught:
        shop.migrate([("shop", "1")])
    assert str(caught.value.migration_failure) == (
        "While applying migration shop.1, operation 2: Raw Python operation\n"
        f"  in {apps.path}/shop/migrations/1.py, line 5"
    )
    assert caught.value.__notes__ == [str(caught.value.migration_failure)]


def test_a_failing_operation_is_named_with_its_line(executor, apps):
    shop = executor({"shop": SHOP})
    shop.migrate([("shop", "1")])
    shop.loader.build_graph()
    shop.recorder.flush()
    shop.loader.build_graph()

    with pytest.raises(DatabaseError) as caught:
        shop.migrate([("shop", "1")])
    failure = caught.value.migration_failure
    assert (failure.position, failure.operation) == (1, "Create model Order")
    assert (failure.file, failure.line) == (f"{apps.path}/shop/migrations/1.py", 5)


def test_a_plan_with_an_irreversible_operation_is_refused_before_anything_is_undone(executor):
    more = {"2": [after("shop.1"), operations("migrations.RunSQL('SELECT 1')")]}
    more["3"] = [after("shop.2"), operations(create("Item"))]
    shop = executor({"shop": SHOP | more})
    shop.migrate([("shop", "3")])
    shop.loader.build_graph()

    with pytest.raises(IrreversibleError, match=r"in shop\.2 is not reversible"):
        shop.migrate([("shop", "1")])
    assert (tables(shop), len(applied(shop))) == (["shop_item", "shop_order"], 3)


LOOK_BACK = """
from django.db import migrations

def backwards(apps, schema_editor):
    print("{name}:", *sorted(model.__name__ for model in apps.get_models()))

class Migration(migrations.Migration):
    dependencies = [{dependencies}]
    operations = [migrations.RunPython(migrations.RunPython.noop, backwards)]
"""


def test_going_back_every_migration_sees_what_the_database_has_then(executor, capsys):
    look = LOOK_BACK.format(name="shop.3", dependencies="('shop', '1')")
    shop = executor(
        {
            "shop": {"1": SHOP["1"], "3": look},
            "bill": {"1": [after("shop.1"), operations(create("Bill"))]},
            "cart": {"1": [operations(create("Cart"))]},
        }
    )
    shop.migrate([("shop", "3"), ("bill", "1"), ("cart", "1")])
    shop.loader.build_graph()
    plan = shop.migration_plan([("shop", None)])
    assert [str(migration) for migration, _ in plan] == ["shop.3", "bill.1", "shop.1"]
    state = shop.migrate(None, plan)

    assert capsys.readouterr().out == "shop.3: Bill Cart Order\n"
    assert list(state.model_states) == [("cart", "cart")]
    assert tables(shop) == ["cart_cart"]


def test_a_mixed_plan_is_refused(executor):
    shop = executor({"shop": SHOP})
    first, second = shop.loader.disk_migrations.values()

    with pytest.raises(InvalidMigrationPlan):
        shop.migrate(None, [(first, True), (second, False)])


SQUASHES = {
    "1": [operations(create("Order"))],
    "2": [after("shop.1"), operations(create("Item"))],
    "3": ["replaces = [('shop', '1'), ('shop', '2')]", operations(create("Order"), create("Item"))],
    "4": [
        "replaces = [('shop', '3'), ('shop', '1'), ('shop', '2')]",
        operations(create("Order"), create("Item")),
    ],
}


def test_a_squashed_migration_is_recorded_with_all_that_it_replaces_once(executor):
    shop = executor({"shop": SQUASHES})
    shop.migrate([("shop", "4")])

    rows = execute(shop, "SELECT app || '.' || name FROM django_migrations ORDER BY id")
    assert [row for (row,) in rows] == ["shop.1", "shop.2", "shop.3", "shop.4"]

    shop.loader.build_graph()
    shop.migrate([("shop", None)])
    assert applied(shop) == []


def test_completed_squashes_are_recorded_by_name(executor):
    single = {
        f"{n}": [*([after(f"shop.{n - 1}")] if n > 1 else []), "operations = []"]
        for n in range(1, 7)
    }
    squashes = {f"{n}_s": [f"replaces = [('shop', '{n}')]", *lines] for n, lines in single.items()}
    shop = executor({"shop": {**single, **squashes}})
    for name in single:
        shop.recorder.record_applied("shop", name)
    shop.loader.build_graph()
    shop.migrate([("shop", "6_s")])

    rows = execute(shop, "SELECT name FROM django_migrations ORDER BY id")
    assert [row for (row,) in rows] == [*single, *squashes]


def test_a_squashed_migration_that_arrives_later_is_recorded_without_running(executor):
    shop = executor({"shop": SQUASHES})
    shop.recorder.record_applied("shop", "1")
    shop.recorder.record_applied("shop", "2")
    shop.loader.build_graph()
    shop.migrate([("shop", "4")])

    assert (tables(shop), applied(shop)) == ([], ["shop.1", "shop.2", "shop.3", "shop.4"])


def test_a_replaced_migration_can_still_be_a_target(executor):
    shop = executor({"shop": SQUASHES})
    shop.migrate([("shop", "1")])

    assert (tables(shop), applied(shop)) == (["shop_order"], ["shop.1"])


def test_an_initial_migration_whose_tables_exist_is_only_recorded(executor):
    shop = executor({"shop": SHOP})
    execute(
        shop, "CREATE TABLE shop_order (id integer NOT NULL PRIMARY KEY, number integer NOT NULL)"
    )
    shop.migrate([("shop", "1")], fake_initial=True)

    assert (tables(shop), applied(shop)) == (["shop_order"], ["shop.1"])


def test_an_initial_migration_whose_tables_do_not_exist_is_applied(executor):
    shop = executor({"shop": SHOP})
    shop.migrate([("shop", "2")], fake_initial=True)

    assert (tables(shop), applied(shop)) == (["shop_item", "shop_order"], ["shop.1", "shop.2"])
