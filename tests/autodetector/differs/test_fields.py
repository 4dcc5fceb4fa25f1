from django.db import models
from django.db.models import F

from migrations_core import operations
from migrations_core.autodetector.answers import Answers
from migrations_core.autodetector.differs.fields import (
    added_fields,
    altered_fields,
    removed_fields,
    renamed_fields,
)
from migrations_core.autodetector.requirements import field_created, field_removed, model_created
from migrations_core.questioner import MigrationQuestioner
from tests.autodetector.builders import YES, detect, pair_of, propose, written
from tests.state.builders import foreign_key, model


class Sevens(MigrationQuestioner):
    """Says 7 to whoever asks for a default."""

    def ask_not_null_addition(self, field_name, model_name):
        return 7

    def ask_not_null_alteration(self, field_name, model_name):
        return 7


def generated(expression):
    return models.GeneratedField(
        expression=expression, output_field=models.IntegerField(), db_persist=True
    )


def test_fields_are_added_and_removed():
    before, after = (
        [model("Book", pages=models.IntegerField(null=True))],
        [model("Book", title=models.TextField(default=""))],
    )

    assert propose(added_fields, before, after) == written(
        [operations.AddField("book", "title", models.TextField(default=""))]
    )
    assert propose(removed_fields, before, after) == written(
        [operations.RemoveField("book", "pages")]
    )


def test_a_default_for_existing_rows_is_asked_for_and_not_kept():
    before, after = [model("Book")], [model("Book", pages=models.IntegerField())]

    assert propose(added_fields, before, after, Sevens()) == written(
        [
            operations.AddField(
                "book", "pages", models.IntegerField(default=7), preserve_default=False
            )
        ]
    )


def test_a_value_in_place_of_null_is_asked_for():
    before = [model("Book", pages=models.IntegerField(null=True))]
    after = [model("Book", pages=models.IntegerField())]

    assert propose(altered_fields, before, after, Sevens()) == written(
        [
            operations.AlterField(
                "book", "pages", models.IntegerField(default=7), preserve_default=False
            )
        ]
    )


def test_a_database_default_answers_the_question():
    before = [model("Book", pages=models.IntegerField(null=True))]
    after = [model("Book", pages=models.IntegerField(db_default=1))]

    assert propose(altered_fields, before, after, Sevens()) == written(
        [operations.AlterField("book", "pages", models.IntegerField(db_default=1))]
    )


def test_a_field_with_the_same_definition_may_be_renamed():
    before = [model("Book", name=models.TextField())]
    after = [model("Book", title=models.TextField())]

    assert propose(renamed_fields, before, after, YES) == written(
        [operations.RenameField("book", "name", "title")]
    )
    assert propose(removed_fields, before, after, YES) == []
    assert propose(added_fields, before, after, YES) == []


def test_a_renamed_field_may_keep_its_column():
    before = [model("Book", name=models.TextField())]
    after = [model("Book", title=models.TextField(db_column="name"))]

    assert propose(renamed_fields, before, after, YES) == written(
        [
            operations.AlterField("book", "name", models.TextField(db_column="name")),
            operations.RenameField("book", "name", "title"),
        ]
    )


def test_several_fields_are_renamed_in_one_run():
    before = [model("Book", a=models.TextField(), b=models.IntegerField())]
    after = [model("Book", x=models.TextField(), y=models.IntegerField())]

    assert propose(renamed_fields, before, after, YES) == written(
        [operations.RenameField("book", "a", "x"), operations.RenameField("book", "b", "y")]
    )


def test_foreign_keys_follow_a_renamed_field_without_being_altered():
    def project(name):
        return [
            model("Book", **{name: models.TextField(unique=True)}),
            model("Copy", of=foreign_key("shop.book", to_field=name)),
        ]

    assert propose(altered_fields, project("isbn"), project("number"), YES) == []


def test_foreign_keys_follow_a_renamed_model_without_being_altered():
    def project(name):
        return [model(name), model("Copy", of=foreign_key(f"shop.{name}"))]

    assert propose(altered_fields, project("Book"), project("Work"), YES) == []


def test_a_foreign_key_to_another_model_is_altered_even_if_that_one_is_renamed():
    before = [
        model("Book"),
        model("Author", x=models.TextField()),
        model("Copy", of=foreign_key("shop.book")),
    ]
    after = [
        model("Book"),
        model("Writer", x=models.TextField()),
        model("Copy", of=foreign_key("shop.writer")),
    ]

    assert propose(altered_fields, before, after, YES) == written(
        [operations.AlterField("copy", "of", foreign_key("shop.writer"))]
    )


def test_a_composite_key_follows_a_renamed_field():
    def line(name):
        fields = {"pk": models.CompositePrimaryKey("shop", name), "shop": models.IntegerField()}
        return [model("Line").with_fields({**fields, name: models.TextField()})]

    assert propose(altered_fields, line("number"), line("position"), YES) == []


def test_a_many_to_many_field_is_replaced_when_it_leads_elsewhere():
    def shelf(target):
        return [model("Book"), model("Box"), model("Shelf", holds=models.ManyToManyField(target))]

    assert propose(altered_fields, shelf("shop.book"), shelf("shop.box")) == written(
        [
            operations.RemoveField("shelf", "holds"),
            operations.AddField("shelf", "holds", models.ManyToManyField("shop.box")),
        ]
    )


def test_a_new_foreign_key_waits_for_its_target():
    pair = pair_of(
        [model("Book")],
        [model("Book", author=foreign_key("shop.author", null=True)), model("Author")],
    )

    (addition,) = added_fields(pair, Answers())

    assert model_created(("shop", "author")) in addition.requires


def test_generated_columns_come_after_and_go_before_what_they_use():
    plain = [model("Book")]
    rich = [model("Book", net=models.IntegerField(null=True), gross=generated(F("net") * 2))]

    def names(before, after):
        return [operation[2]["name"] for operation in detect(before, after)["shop"][0]]

    assert names(plain, rich) == ["net", "gross"]
    assert names(rich, plain) == ["gross", "net"]


def test_the_requirements_of_generated_columns_are_of_their_own_model():
    before = [model("Book"), model("Box")]
    after = [
        model("Book", net=models.IntegerField(null=True), gross=generated(F("net") * 2)),
        model("Box", net=models.IntegerField(null=True)),
    ]
    pair = pair_of(before, after)

    gross, *_ = added_fields(pair, Answers())

    book = ("shop", "book")
    assert gross.requires == (field_removed(book, "gross"), field_created(book, "net"))


def test_a_column_is_given_up_before_another_field_has_it():
    before = [model("Book", a=models.IntegerField(db_column="n"))]
    after = [model("Book", a=models.IntegerField(), b=models.TextField(null=True, db_column="n"))]

    assert [operation[0] for operation in detect(before, after)["shop"][0]] == [
        "AlterField",
        "AddField",
    ]
