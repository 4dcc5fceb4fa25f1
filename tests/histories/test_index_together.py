"""The index of ``index_together``, which only old histories have, comes and goes as with stock Django.

Models have not known the option since Django 5.1, so nothing that is worked out from a model has the index. On SQLite
it goes with every rebuild that Django makes.
"""

from __future__ import annotations

from typing import Any

import pytest

CREATED = (
    "CreateModel('T', [('id', BigAutoField(primary_key=True))])",
    "CreateModel('A', [('id', BigAutoField(primary_key=True)), ('x', IntegerField()), ('y', IntegerField()),"
    " ('n', IntegerField(null=True))], options={'index_together': {('x', 'y')}})",
)
ROW = (
    "RunPython(lambda apps, editor: apps.get_model('lib', 'A').objects.using(editor.connection.alias)"
    ".create(x=1, y=2), RunPython.noop)"
)
CHANGES = {
    "a column that may be NULL": "AddField('A', 'z', IntegerField(null=True))",
    "a column with an index that may be NULL": "AddField('A', 'z', IntegerField(null=True, db_index=True))",
    "a column with a default": "AddField('A', 'z', IntegerField(default=1))",
    "a column with a default in the database": "AddField('A', 'z', IntegerField(db_default=1))",
    "a unique column": "AddField('A', 'z', IntegerField(null=True, unique=True))",
    "a foreign key": "AddField('A', 'z', ForeignKey('lib.T', CASCADE, null=True))",
    "a many-to-many field": "AddField('A', 'z', ManyToManyField('lib.T'))",
    "a column is removed": "RemoveField('A', 'n')",
    "a column is altered": "AlterField('A', 'n', BigIntegerField(null=True))",
    "a column of the index is altered": "AlterField('A', 'x', BigIntegerField())",
    "a column gets an index": "AlterField('A', 'n', IntegerField(null=True, db_index=True))",
    "a column of the index gets one": "AlterField('A', 'x', IntegerField(db_index=True))",
    "a column gets another name": "RenameField('A', 'n', 'm')",
    "a column of the index gets another name": "RenameField('A', 'x', 'w')",
    "a column is called otherwise": "AlterField('A', 'x', IntegerField(db_column='w'))",
    "the model gets another name": "RenameModel('A', 'B')",
    "the table gets another name": "AlterModelTable('A', 'other')",
    "a check": "AddConstraint('A', CheckConstraint(condition=Q(x__gt=0), name='positive'))",
    "a unique constraint": "AddConstraint('A', UniqueConstraint(fields=['x'], name='one'))",
    "a conditional one": "AddConstraint('A', UniqueConstraint(fields=['x'], condition=Q(y__gt=0), name='some'))",
    "unique_together": "AlterUniqueTogether('A', {('x', 'y')})",
    "an index": "AddIndex('A', Index(fields=['x', 'y'], name='both'))",
    "it is named": "RenameIndex('A', old_fields=('x', 'y'), new_name='both')",
    "it goes": "AlterIndexTogether('A', set())",
    "it becomes another one": "AlterIndexTogether('A', {('x', 'n')})",
}
MOVED = {
    "under another model": ("RenameModel('A', 'Early')", "RenameModel('Early', 'A')"),
    "another table": ("AlterModelTable('A', 'early')",),
    "another column": ("RenameField('A', 'x', 'early')",),
}
LATER = "AddField('A', 'late', IntegerField(default=1))"


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_there_or_not_after_the_same_migration(same: Any, vendor: str, change: str) -> None:
    same(vendor, [*CREATED, CHANGES[change]])


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("rows", [(), (ROW,)], ids=["empty", "rows"])
def test_it_is_there_or_not_after_a_later_one(
    same: Any, change: str, rows: tuple[str, ...]
) -> None:
    same("sqlite", [*CREATED, *rows], [CHANGES[change]])


@pytest.mark.parametrize("moved", MOVED)
@pytest.mark.parametrize("rows", [(), (ROW,)], ids=["empty", "rows"])
def test_it_goes_with_a_rebuild_also_under_a_name_of_old(
    same: Any, moved: str, rows: tuple[str, ...]
) -> None:
    same("sqlite", [*CREATED, *rows], [*MOVED[moved]], [LATER])


@pytest.mark.parametrize("second", CHANGES)
def test_it_goes_as_soon_as_one_of_two_changes_makes_the_table_anew(same: Any, second: str) -> None:
    same(
        "sqlite", [*CREATED], ["AlterField('A', 'n', BigIntegerField(null=True))", CHANGES[second]]
    )


def test_it_goes_with_a_rebuild_on_the_way_back_under_the_name_that_it_was_given(same: Any) -> None:
    same(
        "sqlite",
        [*CREATED, ROW],
        ["AlterField('A', 'n', BigIntegerField(null=True))"],
        ["RenameIndex('A', old_fields=('x', 'y'), new_name='lib_a_x_c0c03f_idx')"],
    )
