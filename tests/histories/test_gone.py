"""Models that are deleted before what inherits from them or refers to them, as stock's makemigrations writes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.histories.sides import django_tells, we_tell

ID = "('id', AutoField(primary_key=True))"
LINK = "OneToOneField('lib.{}', CASCADE, auto_created=True, parent_link=True, primary_key=True)"
BASE = f"CreateModel('Base', [{ID}, ('a', IntegerField())])"
CHILD = (
    f"CreateModel('Child', [('base_ptr', {LINK.format('Base')}), ('b', IntegerField())],"
    " bases=('lib.base',))"
)
GRANDCHILD = (
    f"CreateModel('Grandchild', [('child_ptr', {LINK.format('Child')})], bases=('lib.child',))"
)
PROXY = "CreateModel('Child', [], options={'proxy': True}, bases=('lib.base',))"
USER = (
    f"CreateModel('User', [{ID}, ('base', ForeignKey('lib.Base', CASCADE, null=True)),"
    " ('bases', ManyToManyField('lib.Base', related_name='+'))])"
)
LINKED = [
    f"CreateModel('Tag', [{ID}])",
    f"CreateModel('Item', [{ID}, ('tags', ManyToManyField('lib.Tag'))])",
    "CreateModel('Tagging', [], options={'proxy': True}, bases=('lib.item_tags',))",
]

FAMILIES = {
    "a parent link that goes first": (
        [BASE, CHILD],
        ["RemoveField('child', 'base_ptr')", "DeleteModel('Base')", "DeleteModel('Child')"],
    ),
    "a child": ([BASE, CHILD], ["DeleteModel('Base')", "DeleteModel('Child')"]),
    "a proxy": ([BASE, PROXY], ["DeleteModel('Base')", "DeleteModel('Child')"]),
    "three generations, from above": (
        [BASE, CHILD, GRANDCHILD],
        ["DeleteModel('Base')", "DeleteModel('Child')", "DeleteModel('Grandchild')"],
    ),
    "three generations, from the middle": (
        [BASE, CHILD, GRANDCHILD],
        ["DeleteModel('Child')", "DeleteModel('Base')", "DeleteModel('Grandchild')"],
    ),
    "a base that comes again as another": (
        [BASE, CHILD],
        ["DeleteModel('Base')", f"CreateModel('Base', [{ID}])", "DeleteModel('Child')"],
    ),
    "what refers to it": ([BASE, USER], ["DeleteModel('Base')", "DeleteModel('User')"]),
    "a proxy of an automatic table": (LINKED, ["DeleteModel('Item')", "DeleteModel('Tagging')"]),
}
every_family = pytest.mark.parametrize("family", FAMILIES)


@every_family
def test_it_is_deleted_in_one_migration(same: Any, vendor: str, family: str) -> None:
    created, deleted = FAMILIES[family]

    same(vendor, created, deleted)


@every_family
def test_it_is_deleted_in_a_migration_for_each(same: Any, vendor: str, family: str) -> None:
    created, deleted = FAMILIES[family]

    same(vendor, created, *([operation] for operation in deleted), back=False)


@every_family
def test_it_is_deleted_in_a_migration_for_each_and_comes_back(
    install: Any, vendor: str, family: str
) -> None:
    """Both directions in one go, as Django could not go on otherwise; some ways back are closed to both."""
    created, deleted = FAMILIES[family]
    last = install(created, *([operation] for operation in deleted))[0]
    targets = ["0001", last, "0001"]

    stock, ours = django_tells(vendor, targets), we_tell(vendor, targets)

    assert [(step.target, step.failed) for step in ours] == [
        (step.target, step.failed) for step in stock
    ]
    assert ours[-1].schema == stock[-1].schema


@every_family
def test_it_is_deleted_by_a_command_for_each(install: Any, family: str) -> None:
    """Django only knows what was there before as long as one command lasts."""
    created, deleted = FAMILIES[family]
    [last, *others] = install(created, *([operation] for operation in deleted), back=True)
    targets = [*reversed(others[:-1]), last]

    steps = we_tell("sqlite", targets)

    assert [step.failed for step in steps] == [""] * len(targets)
    assert steps[-1] == django_tells("sqlite", [last])[0]


CHANGES = {
    "a field is added": "AddField('User', 'x', IntegerField(default=1))",
    "the key is removed": "RemoveField('User', 'base')",
    "the key becomes a number": "AlterField('User', 'base', IntegerField(null=True))",
    "the links are removed": "RemoveField('User', 'bases')",
    "an index is added": "AddIndex('User', Index(fields=['base'], name='by_base'))",
    "the table is renamed": "AlterModelTable('User', 'users')",
    "another refers to it": f"CreateModel('New', [{ID}, ('user', ForeignKey('lib.User', CASCADE))])",
    "rows are read": "look('User', 'base')",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_what_refers_to_a_deleted_model_is_changed(same: Any, vendor: str, change: str) -> None:
    """MySQL does not drop a table that others refer to."""
    same(vendor, [BASE, USER], ["DeleteModel('Base')", change], back=False)


REFUSED = {
    "a field is added": "AddField('Child', 'x', IntegerField(null=True))",
    "a field is altered": "AlterField('Child', 'b', BigIntegerField())",
    "a field is removed": "RemoveField('Child', 'b')",
    "a field is renamed": "RenameField('Child', 'b', 'c')",
    "it is renamed": "RenameModel('Child', 'Kid')",
    "its table is renamed": "AlterModelTable('Child', 'kids')",
    "an index is added": "AddIndex('Child', Index(fields=['b'], name='by_b'))",
    "another refers to it": f"CreateModel('New', [{ID}, ('of', ForeignKey('lib.Child', CASCADE))])",
    "another inherits from the base": "CreateModel('New', [], bases=('lib.base',))",
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_a_child_without_its_base_can_only_be_deleted(same: Any, vendor: str, change: str) -> None:
    same(vendor, [BASE, CHILD], ["DeleteModel('Base')", change], back=False)


LINK_CHANGES = [
    "AlterModelOptions('Tagging', {'verbose_name': 'tag'})",
    "look('Tagging', 'tag')",
    f"CreateModel('Vote', [{ID}, ('tagging', ForeignKey('lib.Item_tags', CASCADE))])",
    f"CreateModel('Doubt', [{ID}, ('tagging', ForeignKey('lib.Tagging', CASCADE))])",
    "AlterField('Item', 'id', BigAutoField(primary_key=True))",
    "AddField('Vote', 'n', IntegerField(default=1))",
    "RenameModel('Tagging', 'Labelling')",
]


def test_automatic_tables_are_inherited_from_and_referred_to(same: Any, vendor: str) -> None:
    same(vendor, LINKED, *([change] for change in LINK_CHANGES))
