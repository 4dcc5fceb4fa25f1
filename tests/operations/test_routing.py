"""A router decides which databases an operation touches."""

import pytest

from migrations_core.operations import RunPython, RunSQL
from tests.operations.samples import SAMPLES, build

ROUTED_BY_MODEL = [name for name in SAMPLES if not name.startswith(("run", "separate"))]


class Closed:
    def allow_migrate(self, db, app_label, model_name=None, **hints):
        return False


class ByHint:
    def allow_migrate(self, db, app_label, model_name=None, **hints):
        return hints.get("target") == db


@pytest.mark.parametrize("sample", ROUTED_BY_MODEL)
def test_a_refusing_router_keeps_models_out(shop, settings, sample):
    operation, before = build(sample), shop.schema()
    settings.DATABASE_ROUTERS = [f"{__name__}.Closed"]

    shop.after(operation).back_through(operation, shop.state)

    assert shop.schema() == before


@pytest.mark.parametrize(("target", "expected"), [("default", ["ran"]), ("other", [])])
def test_sql_and_python_are_routed_by_their_hints(shop, settings, target, expected):
    settings.DATABASE_ROUTERS = [f"{__name__}.ByHint"]
    ran = []

    after = shop.after(
        RunSQL("INSERT INTO shop_tag (label) VALUES ('ran')", hints={"target": target}),
        RunPython(lambda apps, schema_editor: ran.append("ran"), hints={"target": target}),
    )

    assert [label for (label,) in after.execute("SELECT label FROM shop_tag")] == expected
    assert ran == expected


def test_going_back_is_routed_too(shop, settings):
    settings.DATABASE_ROUTERS = [f"{__name__}.Closed"]
    operation = RunSQL("nonsense", reverse_sql="nonsense", hints={"target": "other"})

    shop.after(operation).back_through(operation, shop.state)
