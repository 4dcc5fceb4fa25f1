"""RenameModel on a database: every table and column that carries the name, and nothing else."""

import pytest
from django.db import models

from migrations_core.operations import CreateModel, RenameModel
from migrations_core.state import ModelState, ProjectState
from tests.operations.databases import OURS, site
from tests.operations.samples import APP, ID
from tests.state.builders import foreign_key, model, project

RENAME = RenameModel("Rider", "Jockey")


@pytest.fixture
def renamed(engine):
    """Create tables, rename, and look; the rows of what is given survive."""

    def rename(*states, rows=(), operation=RENAME):
        before = site(engine, project(*states))
        for sql in rows:
            before.execute(sql)
        return before.after(operation)

    return rename


def foreign_keys(opened, table):
    return opened.schema()[table]["foreign keys"]


def test_the_table_is_renamed_with_its_rows(renamed):
    after = renamed(
        model("Rider", name=models.TextField()),
        rows=["INSERT INTO shop_rider (name) VALUES ('Ann')"],
    )

    assert after.tables() == {"shop_jockey"}
    assert after.execute("SELECT id, name FROM shop_jockey") == [(1, "Ann")]


def test_a_fixed_table_stays(renamed):
    after = renamed(model("Rider", options={"db_table": "riders"}))

    assert after.tables() == {"riders"}


def test_foreign_keys_point_at_the_new_table(renamed):
    after = renamed(
        model("Rider", friend=foreign_key("self", null=True)),
        model(
            "Horse",
            rider=foreign_key("shop.Rider"),
            owner=foreign_key("shop.Rider", related_name="+"),
        ),
    )

    assert foreign_keys(after, "shop_jockey") == [("friend_id", "shop_jockey", "id")]
    assert foreign_keys(after, "shop_horse") == [
        ("owner_id", "shop_jockey", "id"),
        ("rider_id", "shop_jockey", "id"),
    ]


def test_its_own_many_to_many_table_is_renamed_with_its_column_and_rows(renamed):
    after = renamed(
        model("Stable"),
        model("Rider", stables=models.ManyToManyField("shop.Stable")),
        rows=[
            "INSERT INTO shop_stable (id) VALUES (7)",
            "INSERT INTO shop_rider (id) VALUES (8)",
            "INSERT INTO shop_rider_stables (stable_id, rider_id) VALUES (7, 8)",
        ],
    )

    assert after.execute("SELECT stable_id, jockey_id FROM shop_jockey_stables") == [(7, 8)]
    assert "shop_rider_stables" not in after.tables()


def test_the_column_of_a_many_to_many_table_that_leads_here_is_renamed(renamed):
    after = renamed(
        model("Rider"),
        model("Stable", riders=models.ManyToManyField("shop.Rider")),
        rows=[
            "INSERT INTO shop_stable (id) VALUES (7)",
            "INSERT INTO shop_rider (id) VALUES (8)",
            "INSERT INTO shop_stable_riders (stable_id, rider_id) VALUES (7, 8)",
        ],
    )

    assert after.execute("SELECT stable_id, jockey_id FROM shop_stable_riders") == [(7, 8)]


def test_a_many_to_many_field_to_itself_is_renamed_once(renamed):
    after = renamed(
        model("Rider", friends=models.ManyToManyField("self")),
        rows=[
            "INSERT INTO shop_rider (id) VALUES (7), (8)",
            "INSERT INTO shop_rider_friends (from_rider_id, to_rider_id) VALUES (7, 8)",
        ],
    )

    friends = after.execute("SELECT from_jockey_id, to_jockey_id FROM shop_jockey_friends")
    assert friends == [(7, 8)]


def test_a_through_model_keeps_its_table(renamed):
    after = renamed(
        model("Rider"),
        model("Visit", rider=foreign_key("shop.Rider"), stable=foreign_key("shop.Stable")),
        model("Stable", riders=models.ManyToManyField("shop.Rider", through="shop.Visit")),
    )

    assert after.tables() == {"shop_jockey", "shop_stable", "shop_visit"}
    assert after.columns("shop_visit") == ["id", "rider_id", "stable_id"]


def test_a_through_model_itself_can_be_renamed(renamed):
    after = renamed(
        model("Horse"),
        model("Rider", horse=foreign_key("shop.Horse"), stable=foreign_key("shop.Stable")),
        model("Stable", horses=models.ManyToManyField("shop.Horse", through="shop.Rider")),
    )

    assert after.tables() == {"shop_jockey", "shop_horse", "shop_stable"}


def test_children_keep_their_parent(renamed):
    link = models.OneToOneField(
        "shop.Rider", models.CASCADE, parent_link=True, primary_key=True, auto_created=True
    )
    after = renamed(
        model("Rider"), ModelState(APP, "Champion", [("rider_ptr", link)], bases=("shop.rider",))
    )

    assert foreign_keys(after, "shop_champion") == [("rider_ptr_id", "shop_jockey", "id")]


def test_an_implicit_parent_link_is_renamed_with_the_parent(renamed):
    after = renamed(
        model("Rider"),
        ModelState(APP, "Champion", [("won", models.IntegerField())], bases=("shop.rider",)),
    )

    assert foreign_keys(after, "shop_champion") == [("jockey_ptr_id", "shop_jockey", "id")]


def test_a_renamed_proxy_changes_no_table(renamed):
    after = renamed(
        model("Person"),
        ModelState(APP, "Rider", [], {"proxy": True}, ("shop.person",)),
        model("Horse", rider=foreign_key("shop.Rider")),
    )

    assert after.tables() == {"shop_person", "shop_horse"}
    assert foreign_keys(after, "shop_horse") == [("rider_id", "shop_person", "id")]


def test_tables_that_django_does_not_manage_are_left_alone(engine):
    states = [
        model("Rider"),
        model("Ledger", rider=foreign_key("shop.Rider"), options={"managed": False}),
    ]

    after = site(engine, project(*states)).after(RENAME)

    assert after.tables() == {"shop_jockey"}


def test_a_swapped_model_is_not_looked_for(engine, settings):
    settings.SHOP_LEDGER_MODEL = "shop.Rider"
    states = [
        model("Rider"),
        model(
            "Ledger", rider=foreign_key("shop.Rider"), options={"swappable": "SHOP_LEDGER_MODEL"}
        ),
    ]

    after = site(engine, project(*states)).after(RENAME)

    assert after.tables() == {"shop_jockey"}


def test_models_that_have_nothing_to_do_with_it_are_not_rendered():
    pytest.importorskip(OURS)
    broken = model("Broken", bases=("shop.missing",))
    state = project(model("Rider"), model("Horse", rider=foreign_key("shop.Rider")), model("Barn"))
    opened = site(OURS, state)
    opened.state.add_model(broken)

    assert opened.after(RENAME).tables() == {"shop_jockey", "shop_horse", "shop_barn"}


def test_forth_and_back_in_one_editor(engine):
    opened = site(engine, ProjectState()).after(
        CreateModel("Rider", [ID, ("friends", models.ManyToManyField("self"))])
    )
    before = opened.schema()

    opened.after(RENAME).back_through(RENAME, opened.state)

    assert opened.schema() == before


def test_the_state_follows_in_other_models():
    state = project(model("Rider"), model("Horse", rider=foreign_key("shop.Rider")))

    RENAME.state_forwards(APP, state)

    assert state.model_states.keys() == {(APP, "jockey"), (APP, "horse")}
    assert state[APP, "jockey"].name == "Jockey"
    assert state[APP, "horse"].fields["rider"].remote_field.model == "shop.Jockey"
