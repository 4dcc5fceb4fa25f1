"""Operations of one migration share an editor, which may hold work back and merge it: the outcome is the same."""

import pytest
from django.db import models

from migrations_core.operations import (
    AddField,
    AlterField,
    AlterIndexTogether,
    CreateModel,
    DeleteModel,
    RemoveConstraint,
    RemoveField,
    RenameField,
    RenameIndex,
    RenameModel,
    RunPython,
    RunSQL,
)
from tests.operations.databases import OURS, site
from tests.operations.samples import APP, ID, bookshop, build
from tests.state.builders import foreign_key

TILL = CreateModel("Till", [ID, ("place", models.CharField(max_length=9))])
PAGES = build("add a field")


def fill(apps, schema_editor):
    """Write past the editor, through the connection."""
    table = apps.get_model(APP, "Tag")._meta.db_table
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} (label, weight) VALUES ('new', 5)")


SEQUENCES = {
    "a model is created, extended and renamed": [
        TILL,
        AddField("Till", "clerk", foreign_key("shop.Author")),
        AddField("Till", "tags", models.ManyToManyField("shop.Tag")),
        RenameModel("Till", "Counter"),
        RenameField("Counter", "place", "where"),
    ],
    "a model is created and deleted": [TILL, DeleteModel("Till")],
    "an index without a name gets one": [
        TILL,
        AlterIndexTogether("Till", {("place", "id")}),
        RenameIndex("Till", "by_place_and_id", old_fields=("place", "id")),
    ],
    "a field is added, altered, renamed and removed": [
        PAGES,
        AlterField("Book", "pages", models.CharField(max_length=5, null=True)),
        RenameField("Book", "pages", "leaves"),
        build("add a generated field"),
        RemoveField("Book", "leaves"),
    ],
    "models that refer to each other are renamed": [
        build("rename a target of many"),
        build("rename a model"),
        build("rename Volume"),
        RenameModel("Author", "Writer"),
    ],
    "a key is altered and its model renamed": [
        AlterField("Book", "id", models.CharField(max_length=8, primary_key=True)),
        build("rename a model"),
    ],
    "a constraint follows its fields": [
        build("remove a constraint"),
        build("add a constraint"),
        build("alter unique_together to none"),
        build("remove an index"),
    ],
    "data is written between changes of a table": [
        AddField("Tag", "weight", models.IntegerField(default=1)),
        RunSQL("INSERT INTO shop_tag (label, weight) VALUES ('old', 2)"),
        AlterField("Tag", "weight", models.IntegerField(default=1, db_index=True)),
        RunPython(fill),
        RenameField("Tag", "weight", "mass"),
    ],
}


@pytest.mark.parametrize("operations", SEQUENCES.values(), ids=SEQUENCES.keys())
def test_one_editor_gives_what_an_editor_each_gives(engine, operations):
    together = site(engine, bookshop()).after_one_editor(*operations)

    one_by_one = site(engine, bookshop()).after(*operations)

    assert together.schema() == one_by_one.schema()


def test_data_reaches_the_table_in_its_place(shop):
    after = shop.after_one_editor(*SEQUENCES["data is written between changes of a table"])

    assert after.execute("SELECT label, mass FROM shop_tag ORDER BY id") == [("old", 2), ("new", 5)]


def test_a_unique_index_that_is_not_made_yet_can_be_removed_again():
    """Django's editor drops an index that it is only going to create."""
    rule = models.UniqueConstraint(fields=["place"], condition=models.Q(place="x"), name="one_x")
    till = CreateModel("Till", [ID, ("place", models.CharField(max_length=9))])
    operations = [
        CreateModel(till.name, till.fields, {"constraints": [rule]}),
        RemoveConstraint("Till", "one_x"),
    ]
    after = site(OURS, bookshop()).after_one_editor(*operations)

    assert after.schema() == site(OURS, bookshop()).after(till).schema()
