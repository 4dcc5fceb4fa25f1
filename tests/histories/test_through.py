"""A many-to-many field through a model of the project has no column, but on SQLite Django makes its table anew."""

from __future__ import annotations

from typing import Any

import pytest

ID = "('id', BigAutoField(primary_key=True))"
TABLES = (
    f"CreateModel('T', [{ID}])",
    f"CreateModel('A', [{ID}, ('x', CharField(max_length=9, unique=True)), ('y', IntegerField(null=True))])",
)
LINK = f"CreateModel('Link', [{ID}, ('a', ForeignKey('lib.A', CASCADE)), ('t', ForeignKey('lib.T', CASCADE))])"
FIELDS = {
    "through": "AddField('A', 'many', ManyToManyField('lib.T', through='lib.Link'))",
    "through, with NULL": "AddField('A', 'many', ManyToManyField('lib.T', through='lib.Link', null=True))",
    "automatic": "AddField('A', 'many', ManyToManyField('lib.T', related_name='+'))",
    "object": "AddField('A', 'near', ForeignObject('lib.T', CASCADE, from_fields=['y'], to_fields=['id']))",
}
ROWS = (
    "RunPython(lambda apps, editor: apps.get_model('lib', 'A').objects.using(editor.connection.alias)"
    ".create(x='1'), RunPython.noop)"
)


def has_way_back(field: str) -> bool:
    """Tell whether stock Django can unapply it: on SQLite it looks for a constraint that a ForeignObject never has."""
    return field != "object"


@pytest.mark.parametrize("field", FIELDS)
def test_the_table_is_what_django_leaves(same: Any, vendor: str, field: str) -> None:
    altered = "AlterField('A', 'x', CharField(max_length=9, unique=True, db_index=True))"
    same(vendor, TABLES, [altered], [LINK, FIELDS[field]], back=has_way_back(field))


@pytest.mark.parametrize("rows", [(), (ROWS,)], ids=["empty", "rows"])
@pytest.mark.parametrize("field", FIELDS)
def test_indexes_that_wait_are_made_under_the_name_of_then(
    same: Any, field: str, rows: tuple[str, ...]
) -> None:
    renamed = "AlterModelTable('Link', 'links')"
    same("sqlite", [*TABLES, *rows], [LINK, FIELDS[field], renamed], back=has_way_back(field))
