"""What schema editors get: no more of the project than the columns need."""

import pytest
from django.db import connection, models
from django.db.models.signals import class_prepared

from migrations_core.exceptions import InvalidBasesError
from migrations_core.state import ANY_FIELD, ProjectState
from tests.state.builders import foreign_key, model, project


def library():
    return project(
        model("Country", code=models.CharField(max_length=2, unique=True)),
        model("Author", country=foreign_key("shop.Country", to_field="code")),
        model("Book", author=foreign_key("shop.Author"), title=models.TextField()),
        model("Shelf", books=models.ManyToManyField("shop.Book")),
    )


def test_columns_of_relations_have_the_type_of_their_target():
    author = library().schema_model("shop", "author")

    assert author._meta.get_field("country").db_type(connection) == "varchar(2)"


def test_a_target_may_be_named_by_its_attribute():
    state = project(
        model("Country", code=models.CharField(max_length=2, unique=True)),
        model(
            "King", country=models.OneToOneField("shop.Country", models.CASCADE, to_field="code")
        ),
        model("Crown", king=foreign_key("shop.King", to_field="country_id")),
    )

    crown = state.schema_model("shop", "crown")
    followed = state.schema_model("shop", "country", referenced_field="code")

    assert crown._meta.get_field("king").db_type(connection) == "varchar(2)"
    assert followed._meta.apps.get_registered_model("shop", "crown")


def test_targets_bring_only_their_keys_and_nothing_behind_them():
    book = library().schema_model("shop", "book")

    author = book._meta.get_field("author").related_model
    assert [field.name for field in author._meta.fields] == ["id"]
    assert author._meta.db_table == "shop_author"


def test_an_automatic_through_table_comes_with_its_model():
    shelf = library().schema_model("shop", "shelf")

    through = shelf._meta.get_field("books").remote_field.through
    assert [field.column for field in through._meta.fields] == ["id", "shelf_id", "book_id"]


def test_the_same_objects_give_the_same_class():
    state = library()
    book = state.schema_model("shop", "book")

    clone = state.clone()
    clone.add_field("shop", "author", "name", models.TextField(), preserve_default=True)

    assert clone.schema_model("shop", "book") is book


def test_models_that_are_let_go_of_are_made_again():
    state = library()
    book = state.schema_model("shop", "book")

    state.forget_renderings()

    assert state.schema_model("shop", "book") is not book


def test_a_change_of_the_key_of_a_target_gives_a_new_class():
    state = library()
    before = state.schema_model("shop", "book")

    state.alter_field(
        "shop", "author", "id", models.UUIDField(primary_key=True), preserve_default=True
    )

    after = state.schema_model("shop", "book")
    assert before._meta.get_field("author").db_type(connection) == "bigint"
    assert after._meta.get_field("author").db_type(connection) == "char(32)"


def test_renaming_a_field_gives_a_new_class():
    state = library()
    state.schema_model("shop", "book")

    state.rename_field("shop", "book", "title", "heading")

    after = state.schema_model("shop", "book")
    assert [field.name for field in after._meta.fields] == ["id", "author", "heading"]


def test_what_somebody_may_be_changing_in_place_is_rendered_anew():
    state = library()
    before = state.schema_model("shop", "country")

    state.models["shop", "country"].fields["name"] = models.TextField()

    assert before is not state.schema_model("shop", "country")
    assert state.schema_model("shop", "country")._meta.get_field("name")


def test_multi_table_inheritance_brings_the_parent_with_its_fields():
    state = project(
        model("Place", name=models.TextField()),
        model(
            "Pub",
            place_ptr=models.OneToOneField(
                "shop.Place", models.CASCADE, parent_link=True, primary_key=True
            ),
            bases=("shop.place",),
        ),
    )

    pub = state.schema_model("shop", "pub")

    assert [field.name for field in pub._meta.local_fields] == ["place_ptr"]
    assert [field.name for field in pub._meta.fields] == ["id", "name", "place_ptr"]


def test_models_that_follow_a_field_share_its_registry():
    country = library().schema_model("shop", "country", referenced_field="code")

    assert [relation.related_model.__name__ for relation in country._meta.related_objects] == [
        "Author"
    ]


def test_models_that_follow_through_their_own_key_are_there_too():
    state = project(
        model("Place"),
        model("Pub", place=models.OneToOneField("shop.Place", models.CASCADE, primary_key=True)),
        model("Guest", pub=foreign_key("shop.Pub")),
    )
    state.remove_field("shop", "pub", "id")

    place = state.schema_model("shop", "place", referenced_field="id")

    pub = place._meta.related_objects[0].related_model
    assert [relation.related_model.__name__ for relation in pub._meta.related_objects] == ["Guest"]


def test_through_tables_follow_the_key_of_either_end():
    book = library().schema_model("shop", "book", referenced_field="id")

    hidden = book._meta.get_fields(include_hidden=True)
    assert {
        field.related_model.__name__ for field in hidden if field.auto_created and field.is_relation
    } == {
        "Shelf",
        "Shelf_books",
    }


def test_any_field_means_every_model_that_refers_to_it():
    state = library()
    state.add_field("shop", "book", "origin", foreign_key("shop.Country"), preserve_default=True)

    country = state.schema_model("shop", "country", referenced_field=ANY_FIELD)

    assert {relation.related_model.__name__ for relation in country._meta.related_objects} == {
        "Author",
        "Book",
    }


def test_models_of_apps_without_migrations_come_from_the_live_registry():
    state = ProjectState(real_apps={"contenttypes"})
    state.add_model(model("Tag", kind=foreign_key("contenttypes.ContentType")))

    tag = state.schema_model("shop", "tag")

    assert tag._meta.get_field("kind").related_model._meta.db_table == "django_content_type"


def test_a_reference_to_a_missing_model_is_refused_by_name():
    state = project(model("Book", author=foreign_key("people.Author")))

    message = (
        r"^The field shop\.Book\.author was declared with a lazy reference to 'people\.author', "
        r"but app 'people' isn't installed\.$"
    )
    with pytest.raises(ValueError, match=message):
        state.schema_model("shop", "book")


def test_missing_bases_are_refused():
    state = project(model("Novel", bases=("shop.book",)))

    with pytest.raises(InvalidBasesError, match=r"bases from \('shop\.book',\) of shop\.Novel"):
        state.schema_model("shop", "novel")


def test_foreign_editors_get_complete_models():
    state = library()

    country = state.schema_apps_for(object()).get_model("shop", "Country")

    assert country is state.apps.get_model("shop", "Country")


def test_classes_share_their_exceptions_and_give_them_to_those_that_inherit():
    state = project(
        model("Book"),
        model("Box"),
        model(
            "Novel",
            book_ptr=models.OneToOneField(
                "shop.Book", models.CASCADE, parent_link=True, primary_key=True
            ),
            bases=("shop.book",),
        ),
    )

    book, novel = state.schema_model("shop", "book"), state.schema_model("shop", "novel")

    assert issubclass(novel.DoesNotExist, book.DoesNotExist)
    assert state.schema_model("shop", "box").DoesNotExist is book.DoesNotExist


def test_a_class_is_announced_as_every_model_class_is():
    announced = []

    def receive(sender, **kwargs):
        announced.append(sender)

    class_prepared.connect(receive)
    try:
        book = library().schema_model("shop", "book")
    finally:
        class_prepared.disconnect(receive)

    assert announced[-1] is book


def test_indexes_and_constraints_are_those_of_the_state():
    index, by_model = (
        models.Index(fields=["id"], name="a"),
        models.Index(fields=["id"], name="%(class)s"),
    )
    state = project(
        model("Book", options={"indexes": [index]}),
        model("Box", options={"indexes": [by_model]}),
    )

    book, box = state.schema_model("shop", "book"), state.schema_model("shop", "box")

    assert book._meta.indexes[0] is index
    assert [found.name for found in box._meta.indexes] == ["box"]


def test_a_model_that_was_removed_is_not_taken_for_the_one_that_bears_its_name_now():
    state = library()
    state.remove_model("shop", "author")
    state.schema_model("shop", "book")  # refers to the removed one
    state.add_model(model("Author", name=models.TextField()))

    assert [field.name for field in state.schema_model("shop", "author")._meta.fields] == [
        "id",
        "name",
    ]


def test_model_states_keep_nothing_of_what_was_made_of_them():
    state = library()
    held = {key: dict(vars(described)) for key, described in state.model_states.items()}
    state.schema_model("shop", "book", referenced_field=ANY_FIELD)

    known = {"name_lower", "mentions"}
    for key, described in state.model_states.items():
        assert {n: v for n, v in vars(described).items() if n not in known} == {
            n: v for n, v in held[key].items() if n not in known
        }
