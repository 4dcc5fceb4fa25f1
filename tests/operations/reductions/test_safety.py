"""A reduction changes neither the state that operations lead to nor, on the way there, the rows."""

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from migrations_core.exceptions import MigrationsError
from migrations_core.operations import AddField, AddIndex, AlterField, CreateModel, RemoveIndex
from migrations_core.state import ProjectState
from tests.operations.databases import DJANGO, site
from tests.operations.samples import APP, ID, SAMPLES, SEQUELS, bookshop, build
from tests.state.builders import model, project

ALL = SAMPLES | SEQUELS


def before(sample):
    """The state that a sample can start from."""
    state = bookshop()
    if sample in ("create Book", "create Book by position"):
        for name in ("review", "novel", "book"):
            state.remove_model(APP, name)
    return state


def after(state, *operations):
    state = state.clone()
    for operation in operations:
        operation.state_forwards(APP, state)
    return state


def pairs_with(sample):
    """Yield the later operations that are possible after a sample, and the state that they lead to."""
    for other in ALL:
        try:
            state = after(before(sample), build(sample), build(other))
        except (MigrationsError, FieldDoesNotExist):
            continue
        if is_sound(state):
            yield build(other), state


def is_sound(state):
    """Tell whether everything that the models name is there; otherwise the pair makes no sense."""
    return all(
        found.mentions <= state.model_states.keys() and named_fields(found) <= found.fields.keys()
        for found in state.model_states.values()
    )


def named_fields(model_state):
    return {
        name
        for option in ("unique_together", "index_together")
        for group in model_state.options.get(option) or ()
        for name in group
    }


@pytest.mark.parametrize("sample", ALL)
def test_what_replaces_a_pair_leads_to_the_same_state(sample):
    for later, expected in pairs_with(sample):
        reduced = build(sample).reduce(later, APP)
        if isinstance(reduced, list):
            assert after(before(sample), *reduced) == expected, later


@pytest.mark.parametrize("sample", ALL)
def test_what_may_move_in_front_leads_to_the_same_state(sample):
    for later, expected in pairs_with(sample):
        if build(sample).reduce(later, APP) is True:
            assert after(before(sample), later, build(sample)) == expected, later


def text(**options):
    return models.CharField(max_length=20, **options)


FOR_ROWS = {"default": "old", "preserve_default": False}


def add(preserve_default=True, **options):
    return AddField("Tag", "kind", text(**options), preserve_default)


def alter(preserve_default=True, **options):
    return AlterField("Tag", "kind", text(**options), preserve_default)


def tags():
    return project(model("Tag"))


DEFINITIONS = [
    (add(**FOR_ROWS), alter()),
    (add(**FOR_ROWS), alter(default="new")),
    (add(**FOR_ROWS), alter(default="new", preserve_default=False)),
    (add(default="old"), alter(default="old", preserve_default=False)),
    (add(default="old"), alter(default="old", db_comment="said")),
]


@pytest.mark.parametrize(("first", "second"), DEFINITIONS)
def test_a_definition_that_is_altered_at_once_becomes_one(first, second):
    reduced = first.reduce(second, APP)

    assert isinstance(reduced, list)
    assert len(reduced) == 1
    assert after(tags(), *reduced) == after(tags(), first, second)


def test_existing_rows_keep_the_default_that_only_the_first_definition_has():
    opened = site(DJANGO, tags())
    opened.execute("INSERT INTO shop_tag (id) VALUES (1)")

    (reduced,) = add(**FOR_ROWS).reduce(alter(), APP)

    assert opened.after(reduced).execute("SELECT kind FROM shop_tag") == [("old",)]


def test_a_second_alteration_keeps_what_the_first_one_had_for_null():
    opened = site(DJANGO, project(model("Tag", kind=text(null=True))))
    opened.execute("INSERT INTO shop_tag (id) VALUES (1)")

    (reduced,) = alter(**FOR_ROWS).reduce(alter(db_comment="said"), APP)

    assert opened.after(reduced).execute("SELECT kind FROM shop_tag") == [("old",)]


def test_a_default_for_rows_of_another_type_is_not_handed_on():
    first = AddField("Tag", "kind", models.IntegerField(default=1), preserve_default=False)

    assert first.reduce(alter(), APP) is False


@pytest.mark.parametrize("later", [add(**FOR_ROWS), alter(**FOR_ROWS)])
def test_a_new_table_has_no_rows_that_need_a_default(later):
    fields = [ID] if isinstance(later, AddField) else [ID, ("kind", models.IntegerField())]
    create = CreateModel("Tag", fields)

    (reduced,) = create.reduce(later, APP)

    assert after(ProjectState(), reduced) == after(ProjectState(), create, later)


def test_renaming_a_field_reaches_the_composite_key_of_the_new_model():
    create = CreateModel(
        "Place",
        [
            ("pk", models.CompositePrimaryKey("room", "shelf")),
            ("room", models.IntegerField()),
            ("shelf", models.IntegerField()),
        ],
    )
    (rename,) = [build("rename pages").__replace__(model_name="Place", old_name="room")]

    (reduced,) = create.reduce(rename, APP)

    assert after(ProjectState(), reduced) == after(ProjectState(), create, rename)
    assert [name for name, _ in reduced.fields] == ["pk", "leaves", "shelf"]


def test_renaming_an_unknown_field_stays_visible():
    create = CreateModel("Book", [ID])

    assert create.reduce(build("rename pages"), APP) is False


def test_indexes_of_one_name_on_two_tables_are_two():
    on_author = AddIndex("Author", models.Index(fields=["name"], name="by_name"))

    assert on_author.reduce(RemoveIndex("Tag", "by_name"), APP) is False
