"""What a state still knows of models that were removed."""

import pytest
from django.db import connection, models

from migrations_core.exceptions import InvalidBasesError
from migrations_core.state import ModelState
from tests.state.builders import foreign_key, model, project


def country():
    return ModelState("shop", "Country", {"code": models.CharField(max_length=2, primary_key=True)})


def without_country(*users):
    state = project(country(), *users)
    state.remove_model("shop", "country")
    return state


def author():
    return model("Author", country=foreign_key("shop.Country"))


def column_type(state, name):
    return state.schema_model("shop", name)._meta.get_field("country").db_type(connection)


def test_what_referred_to_a_removed_model_keeps_its_columns():
    assert column_type(without_country(author()), "author") == "varchar(2)"


def test_it_does_so_under_another_name():
    state = without_country(author())
    state.rename_model("shop", "Author", "Writer")

    assert column_type(state.clone(), "writer") == "varchar(2)"


@pytest.mark.parametrize("name", ["Author", "Publisher"])
def test_what_comes_later_does_not_know_it(name):
    state = without_country(author())
    state.remove_model("shop", "author")
    state.add_model(model(name, country=foreign_key("shop.Country")))

    with pytest.raises(ValueError, match=r"lazy reference to 'shop\.country'"):
        state.schema_model("shop", name)


def test_a_new_model_takes_the_place_of_the_removed_one():
    state = without_country(author())
    state.add_model(model("Country", code=models.CharField(max_length=9)))

    assert column_type(state, "author") == "bigint"


def test_what_is_looked_at_is_rendered_with_it_and_nobody_sees_it():
    apps = without_country(author()).apps

    assert apps.get_model("shop", "author")._meta.get_field("country").related_model
    assert [rendered.__name__ for rendered in apps.get_models()] == ["Author"]
    assert apps.app_configs["shop"].models.keys() == {"author"}
    with pytest.raises(LookupError, match="doesn't have a 'country' model"):
        apps.get_model("shop", "country")
    with pytest.raises(LookupError, match="doesn't have a 'country' model"):
        apps.clone().get_model("shop", "country")


def test_a_removed_base_is_only_there_for_what_goes_too():
    state = without_country(model("Island", bases=("shop.country",)))

    assert state.schema_apps_for(
        type("Editor", (), {"accepts_partial_models": True}), bases_may_be_gone=True
    ).get_model("shop", "island")
    with pytest.raises(InvalidBasesError, match=r"there is no model 'shop\.country'"):
        state.schema_model("shop", "island")
