"""A swappable model that is renamed: the setting names it differently before and after."""

from __future__ import annotations

from typing import Any

from django.test import override_settings

from migrations_core.executor import MigrationExecutor
from tests.histories.sides import APP, django_tells, empty, schema_of

USER = (
    "CreateModel('User', [('id', AutoField(primary_key=True)),"
    " ('boss', ForeignKey('lib.User', CASCADE, null=True)), ('friends', ManyToManyField('lib.User')),"
    " ('groups', ManyToManyField('lib.Group'))]{})"
)
GROUP = "CreateModel('Group', [('id', AutoField(primary_key=True))])"
SWAPPABLE = ", options={'swappable': 'AUTH_USER_MODEL'}"
RENAME = ["RenameModel('User', 'Person')"]


def test_its_links_are_renamed_with_it_as_those_of_any_model(install: Any, vendor: str) -> None:
    """Django leaves their tables as they are, and the model looks for others."""
    install([GROUP, USER.format(SWAPPABLE)], RENAME)
    with empty(vendor) as connection:
        for setting, target in (("lib.User", "0001"), ("lib.Person", "0002")):
            with override_settings(AUTH_USER_MODEL=setting):
                MigrationExecutor(connection).migrate([(APP, target)])
        ours = schema_of(connection)

    assert ours == expected(install, vendor)


def expected(install: Any, vendor: str) -> Any:
    targets = install([GROUP, USER.format("")], RENAME)
    return django_tells(vendor, targets[:1])[0].schema
