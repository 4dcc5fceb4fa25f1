import pytest
from django.contrib.auth.models import User

from migrations_core.names import readable, resolve_relation


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ("auth.User", ("auth", "user")),
        ("Book", ("shop", "book")),
        ("self", ("shop", "page")),
        (User, ("auth", "user")),
    ],
)
def test_references_are_completed_by_where_they_stand(reference, key):
    assert resolve_relation(reference, "shop", "page") == key


def test_self_needs_a_model():
    with pytest.raises(TypeError, match="app_label and model_name must be provided"):
        resolve_relation("self", "shop")


def test_a_bare_name_needs_an_app():
    with pytest.raises(TypeError, match="app_label must be provided"):
        resolve_relation("Book")


def test_functions_are_shown_by_the_names_that_lead_to_them():
    shown = readable([len, resolve_relation, ({"a": resolve_relation},), "text"])

    name = "migrations_core.names.resolve_relation"
    assert shown == f"[<built-in function len>, {name}, ({{'a': {name}}},), 'text']"
