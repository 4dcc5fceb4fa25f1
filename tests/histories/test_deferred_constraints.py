"""PostgreSQL: rows are written and their tables altered in one migration, as a user runs it; Django refuses that."""

from __future__ import annotations

from typing import Any

import pytest

from tests.histories.sides import we_tell

ID = "('id', AutoField(primary_key=True))"
TABLES = [
    f"CreateModel('A', [{ID}])",
    f"CreateModel('B', [{ID}, ('a', ForeignKey('lib.A', CASCADE))])",
]
WRITE = (
    "RunPython(lambda apps, editor: apps.get_model('lib', 'B').objects.using(editor.connection.alias)"
    ".create(a=apps.get_model('lib', 'A').objects.using(editor.connection.alias).create()))"
)
FUNCTION = (
    "RunSQL('CREATE FUNCTION fill() RETURNS void LANGUAGE sql AS"
    " $$ INSERT INTO lib_a VALUES (7); INSERT INTO lib_b (a_id) VALUES (7) $$')"
)

STORIES = {
    "an index that waits": ["AddField('B', 'n', IntegerField(db_index=True, default=1))", WRITE],
    "a foreign key that waits": [f"CreateModel('C', [{ID}, ('b', ForeignKey('lib.B', CASCADE))])", WRITE],
    "an altered field": [WRITE, "AlterField('B', 'a', OneToOneField('lib.A', CASCADE))"],
    "SQL by hand": [WRITE, "RunSQL('ALTER TABLE lib_b ADD COLUMN x int')"],
    "SQL by hand in Python": [
        WRITE,
        "RunPython(lambda apps, editor: editor.connection.cursor().execute('DROP TABLE lib_b'))",
    ],
    "rows of a function": [
        FUNCTION,
        "RunSQL('SELECT fill()')",
        "AddField('B', 'n', IntegerField(null=True))",
    ],
    "rows of a second statement": [
        FUNCTION,
        "RunSQL('SELECT id FROM lib_a; INSERT INTO lib_a VALUES (8); INSERT INTO lib_b (a_id) VALUES (8)')",
        "AddField('B', 'n', IntegerField(null=True))",
    ],
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_rows_are_written_before_their_table_is_changed(install: Any, story: list[str]) -> None:
    targets = install(TABLES, story, back=False)

    assert [step.failed for step in we_tell("postgresql", targets)] == [""]
