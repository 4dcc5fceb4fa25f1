"""What only PostgreSQL has ends as it does with Django's editor, and does what it is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps.registry import Apps
from django.contrib.postgres import constraints, fields, indexes
from django.db import models
from django.db.models.functions import Lower

from migrations_core.schema.tables import Column
from tests.backends.builders import create, execute, model
from tests.snapshots.schemas import read_schema

from .database import django_postgresql, postgresql

CONFLICT = models.UniqueConstraint(
    fields=["a"], name="deferred", deferrable=models.Deferrable.DEFERRED
)
INCLUDING = models.UniqueConstraint(fields=["a"], include=["b"], name="including")
PARTIAL = models.UniqueConstraint(fields=["a"], condition=models.Q(a__gt=1), name="partial")
NO_NULLS = models.UniqueConstraint(fields=["a"], nulls_distinct=False, name="no_nulls")
LOWERED = models.UniqueConstraint(Lower("b"), name="lowered")
OPERATORS = models.UniqueConstraint(
    fields=["b"], opclasses=["varchar_pattern_ops"], name="operators"
)
EXCLUSION = constraints.ExclusionConstraint(
    name="exclusion",
    expressions=[("period", fields.RangeOperators.OVERLAPS)],
    condition=models.Q(a__gt=1),
    deferrable=models.Deferrable.IMMEDIATE,
)
CONSTRAINTS = (CONFLICT, INCLUDING, PARTIAL, NO_NULLS, LOWERED, OPERATORS, EXCLUSION)

INDEXES = (
    models.Index(fields=["a", "-b"], name="descending"),
    models.Index(fields=["a"], include=["b"], name="covering"),
    models.Index(fields=["a"], condition=models.Q(b="50%"), name="some"),
    models.Index(Lower("b").desc(), name="expression"),
    models.Index(fields=["b"], opclasses=["varchar_pattern_ops"], name="operators"),
    indexes.GinIndex(fields=["many"], name="gin", fastupdate=False),
    indexes.BrinIndex(fields=["a"], name="brin", pages_per_range=4),
    indexes.GistIndex(fields=["period"], name="gist"),
    indexes.HashIndex(fields=["b"], name="hash"),
)


def thing(**meta: Any) -> Any:
    return model(
        "Thing",
        meta=meta,
        a=models.IntegerField(null=True),
        b=models.CharField(max_length=9, default="x"),
        many=fields.ArrayField(models.IntegerField(), default=list),
        period=fields.IntegerRangeField(null=True),
    )


def end(connection: Any, *scenes: Callable[[Any], None]) -> Any:
    for scene in scenes:
        with connection.schema_editor() as editor:
            scene(editor)
    return read_schema(connection)


def ends(*scenes: Callable[[Any], None]) -> tuple[Any, Any]:
    """Give what our editor leaves and what Django's does."""
    with postgresql() as ours, django_postgresql() as djangos:
        return end(ours, *scenes), end(djangos, *scenes)


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda constraint: constraint.name)
def test_a_constraint_is_the_same_with_its_table_and_later(constraint: Any) -> None:
    ours, djangos = ends(lambda editor: editor.create_model(thing(constraints=[constraint])))
    later, _ = ends(
        lambda editor: editor.create_model(thing()),
        lambda editor: editor.add_constraint(thing(), constraint),
    )
    assert ours == later == djangos
    assert constraint.name in str(ours)


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda constraint: constraint.name)
def test_a_constraint_goes_without_a_trace(constraint: Any) -> None:
    before, _ = ends(lambda editor: editor.create_model(thing()))
    after, _ = ends(
        lambda editor: editor.create_model(thing(constraints=[constraint])),
        lambda editor: editor.remove_constraint(thing(), constraint),
    )
    assert after == before


@pytest.mark.parametrize("index", INDEXES, ids=lambda index: index.name)
def test_an_index_is_the_same_with_its_table_and_later(index: Any) -> None:
    ours, djangos = ends(lambda editor: editor.create_model(thing(indexes=[index])))
    later, _ = ends(
        lambda editor: editor.create_model(thing()),
        lambda editor: editor.add_index(thing(), index),
    )
    assert ours == later == djangos
    assert index.name in str(ours)


def test_an_index_is_made_and_dropped_concurrently(connection: Any) -> None:
    create(connection, thing())
    without = read_schema(connection)
    with connection.schema_editor(atomic=False) as editor:
        editor.add_index(thing(), INDEXES[0], concurrently=True)
    assert "descending" in {i.name for i in read_schema(connection).table("shop_thing").indexes}
    with connection.schema_editor(atomic=False) as editor:
        editor.remove_index(thing(), INDEXES[0], concurrently=True)
    assert read_schema(connection) == without


AUTO = {"primary_key": True}
KEYS: dict[str, Callable[[], Any]] = {
    "integer": lambda: models.IntegerField(**AUTO),
    "small": lambda: models.SmallAutoField(**AUTO),
    "auto": lambda: models.AutoField(**AUTO),
    "big": lambda: models.BigAutoField(**AUTO),
    "text": lambda: models.CharField(max_length=9, **AUTO),
}


def keyed(kind: str) -> Any:
    return model("Keyed", apps=Apps(), id=KEYS[kind]())


def rekey(before: str, after: str) -> Callable[[Any], None]:
    fields_ = [keyed(kind)._meta.get_field("id") for kind in (before, after)]
    return lambda editor: editor.alter_field(keyed(before), *fields_)


@pytest.mark.parametrize("after", KEYS)
@pytest.mark.parametrize("before", KEYS)
def test_a_key_that_counts_comes_and_goes(before: str, after: str) -> None:
    scenes = [lambda editor: editor.create_model(keyed(before)), rekey(before, after)]
    if before == "text" != after:
        # Django converts back and forth, the second time from the type that it has just made.
        scenes.append(rekey(after, before))
    ours, djangos = ends(*scenes)
    assert ours == djangos


@pytest.mark.parametrize("rows", [0, 3])
def test_a_counter_goes_on_from_the_rows_that_exist(connection: Any, rows: int) -> None:
    create(connection, keyed("integer"))
    for number in range(rows):
        execute(connection, f'INSERT INTO "shop_keyed" VALUES ({number + 1})')
    with connection.schema_editor() as editor:
        rekey("integer", "auto")(editor)
    inserted = execute(connection, 'INSERT INTO "shop_keyed" DEFAULT VALUES RETURNING "id"')
    assert inserted == [(rows + 1,)]


def test_a_comment_comes_along_with_the_counter(connection: Any) -> None:
    before = model("Keyed", id=models.IntegerField(primary_key=True))
    after = model("Keyed", id=models.AutoField(primary_key=True, db_comment="counts"))
    create(connection, before)
    pair = [owner._meta.get_field("id") for owner in (before, after)]
    with connection.schema_editor() as editor:
        editor.alter_field(before, *pair)
    [table] = read_schema(connection).tables
    assert [column.comment for column in table.columns] == ["counts"]


def test_a_new_default_takes_the_place_of_one_that_does_not_fit_the_new_type(
    connection: Any,
) -> None:
    before = model("Flagged", a=models.BooleanField(db_default=True))
    after = model("Flagged", a=models.IntegerField(db_default=7))
    create(connection, before)
    pair = [owner._meta.get_field("a") for owner in (before, after)]
    with connection.schema_editor() as editor:
        editor.alter_field(before, *pair)
    [table] = read_schema(connection).tables
    assert table.columns[1] == Column("a", "integer", null=False, default="7")


@pytest.mark.parametrize("after", ["integer", "big", "small"])
def test_a_serial_column_from_an_old_django_becomes_any_other(after: str) -> None:
    def old_django(editor: Any) -> None:
        editor.execute('CREATE TABLE "shop_keyed" ("id" serial NOT NULL PRIMARY KEY)')

    ours, djangos = ends(old_django, rekey("auto", after))
    assert ours == djangos
    owners = [sequence.owner for sequence in ours.sequences]
    assert owners == ([] if after == "integer" else ["shop_keyed.id"])
    assert ours.table("shop_keyed").columns[0].identity == ""


def test_a_generated_column_keeps_its_parameters(connection: Any) -> None:
    total = models.GeneratedField(
        expression=models.F("a") + 5, output_field=models.IntegerField(), db_persist=True
    )
    create(connection, model("Sum", a=models.IntegerField(), total=total))
    execute(connection, 'INSERT INTO "shop_sum" ("a") VALUES (2)')
    assert execute(connection, 'SELECT "a", "total" FROM "shop_sum"') == [(2, 7)]


def test_a_collation_comes_and_goes() -> None:
    def titled(**options: Any) -> Any:
        return model("Titled", a=models.CharField(max_length=9, db_index=True, **options))

    def alter(before: Any, after: Any) -> Callable[[Any], None]:
        pair = [owner._meta.get_field("a") for owner in (before, after)]
        return lambda editor: editor.alter_field(before, *pair)

    plain, german = titled(), titled(db_collation="de-x-icu")
    there, djangos = ends(lambda editor: editor.create_model(plain), alter(plain, german))
    assert there == djangos
    assert "de-x-icu" in str(there.tables)
    back, djangos = ends(lambda editor: editor.create_model(german), alter(german, plain))
    assert back == djangos
    assert "de-x-icu" not in str(back.tables)


def test_a_link_table_moves_with_its_field() -> None:
    def shop(name: str) -> tuple[Any, Any, Any]:
        apps = Apps()
        tag, other = (model(n, apps=apps) for n in ("Tag", "Other"))
        target = "shop.Tag" if name == "tags" else "shop.Other"
        return tag, other, model("Item", apps=apps, **{name: models.ManyToManyField(target)})

    (*targets, before), (*_, after) = shop("tags"), shop("others")
    pair = before._meta.get_field("tags"), after._meta.get_field("others")

    def create_all(editor: Any) -> None:
        for owner in (*targets, before):
            editor.create_model(owner)

    ours, djangos = ends(create_all, lambda editor: editor.alter_field(before, *pair))
    assert ours == djangos
    assert ours.table("shop_item_others")


def test_rows_and_changes_of_their_table_fit_into_one_transaction(connection: Any) -> None:
    def books(**options: Any) -> tuple[Any, Any]:
        apps = Apps()
        reference = models.ForeignKey("shop.Author", models.CASCADE, **options)
        return model("Author", apps=apps), model("Book", apps=apps, author=reference)

    (author, before), (_, after) = books(null=True), books(default=1)
    create(connection, author, before)
    with connection.schema_editor() as editor:
        editor.execute('INSERT INTO "shop_author" DEFAULT VALUES')
        editor.execute('INSERT INTO "shop_book" ("author_id") VALUES (1), (NULL)')
        pair = [owner._meta.get_field("author") for owner in (before, after)]
        editor.alter_field(before, *pair)
    assert execute(connection, 'SELECT "author_id" FROM "shop_book"') == [(1,), (1,)]
