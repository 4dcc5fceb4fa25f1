import pytest
from django.db import models

from migrations_core.operations import (
    AddField,
    CreateModel,
    RunPython,
    RunSQL,
    SeparateDatabaseAndState,
)
from tests.operations.databases import site
from tests.operations.samples import APP, ID, bookshop
from tests.state.builders import model, project

TILL = CreateModel("Till", [ID])
PAGES = AddField("Till", "pages", models.IntegerField(default=0))


@pytest.fixture
def notes(engine):
    """A database with one table that SQL can write into."""
    return site(engine, project(model("Note", text=models.TextField())))


def texts(opened):
    return [text for (text,) in opened.execute("SELECT text FROM shop_note ORDER BY id")]


def insert(text):
    return f"INSERT INTO shop_note (text) VALUES ('{text}')"


def test_a_script_is_split_into_statements(notes):
    script = f"-- a comment; with a semicolon\n{insert('one; two')};\n{insert('100% %s')};"

    assert texts(notes.after(RunSQL(script))) == ["one; two", "100% %s"]


def test_a_list_holds_statements_with_or_without_parameters(notes):
    parametrised = "INSERT INTO shop_note (text) VALUES (%s)"

    after = notes.after(
        RunSQL([insert("50%"), (parametrised, ["b"]), [parametrised, ["c"]], (insert("%d"), None)])
    )

    assert texts(after) == ["50%", "b", "c", "%d"]


@pytest.mark.parametrize("statement", [("SELECT 1",), ("SELECT 1", [], "more")])
def test_a_statement_is_a_pair_at_most(notes, statement):
    with pytest.raises(ValueError, match=f"Expected a 2-tuple but got {len(statement)}"):
        notes.after(RunSQL([statement]))


def test_sql_is_undone_by_the_reverse_sql(notes):
    operation = RunSQL(insert("a"), reverse_sql=["DELETE FROM shop_note"])

    assert texts(notes.after(operation).back_through(operation, notes.state)) == []


def test_noop_sends_nothing(notes):
    operation = RunSQL(RunSQL.noop, RunSQL.noop)

    with notes.connection.execute_wrapper(refuse_everything_but_pragmas):
        notes.after(operation).back_through(operation, notes.state)


def test_sql_may_say_what_it_does_to_the_state(notes):
    operation = RunSQL("CREATE TABLE shop_till (id integer)", state_operations=[TILL])

    after = notes.after(operation)

    assert (APP, "till") in after.state.model_states
    assert "shop_till" in after.tables()


def test_python_gets_the_models_of_its_time_and_the_editor(notes):
    def write(apps, schema_editor):
        alias = schema_editor.connection.alias
        assert alias == "default"
        note = apps.get_model(APP, "Note")
        seen.append([field.name for field in note._meta.get_fields()])

    seen = []
    operation = RunPython(write, write)

    later = notes.after(operation, AddField("Note", "pages", models.IntegerField(default=0)))
    later.back_through(operation, notes.state)

    assert seen == [["id", "text"], ["id", "text", "pages"]]


def test_python_sees_reverse_relations(engine):
    def look(apps, schema_editor):
        author = apps.get_model(APP, "Author")
        found.extend(sorted(relation.name for relation in author._meta.related_objects))

    found = []
    site(engine, bookshop()).after(RunPython(look))

    assert found == ["books"]


@pytest.mark.parametrize("arguments", [("code",), (RunPython.noop, "code")])
def test_code_must_be_callable(arguments):
    with pytest.raises(ValueError, match="RunPython must be supplied with"):
        RunPython(*arguments)


def test_database_and_state_go_separate_ways(notes):
    operation = SeparateDatabaseAndState(
        database_operations=[TILL, PAGES],
        state_operations=[CreateModel("Desk", [ID])],
    )

    after = notes.after(operation)

    assert after.tables() == {"shop_note", "shop_till"}
    assert after.columns("shop_till") == ["id", "pages"]
    assert after.state.model_states.keys() == {(APP, "note"), (APP, "desk")}


def test_the_database_goes_back_step_by_step(notes):
    operation = SeparateDatabaseAndState(
        database_operations=[TILL, PAGES, RunSQL("SELECT 1", reverse_sql=insert("back"))]
    )

    notes.after(operation).back_through(operation, notes.state)

    assert notes.tables() == {"shop_note"}
    assert texts(notes) == ["back"]


def test_one_operation_may_stand_twice(notes):
    twice = RunSQL(insert("there"), reverse_sql=insert("back"))
    operation = SeparateDatabaseAndState([twice, twice])

    notes.after(operation).back_through(operation, notes.state)

    assert texts(notes) == ["there", "there", "back", "back"]


def refuse_everything_but_pragmas(execute, sql, params, many, context):
    assert sql.startswith(("PRAGMA", "BEGIN")), sql
    return execute(sql, params, many, context)
