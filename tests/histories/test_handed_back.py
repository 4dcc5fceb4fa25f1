"""Where we leave another schema than stock Django, which fails or loses something, stock Django goes on from ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.histories.sides import django_goes_back, django_tells, we_tell

ID = "('id', BigAutoField(primary_key=True))"
TARGETS = f"CreateModel('T', [{ID}]), CreateModel('U', [{ID}])"
KEY = "ForeignKey('lib.{}', CASCADE, related_name='+')"
INSERT = (
    "RunPython(lambda apps, editor: apps.get_model('lib', 'A').objects.using(editor.connection.alias).create("
    "x=apps.get_model('lib', 'T').objects.using(editor.connection.alias).create()), RunPython.noop)"
)
SERVERS = ("postgresql", "mysql")


def created(*fields: str, options: str = "") -> str:
    return f"CreateModel('A', [{', '.join([ID, *fields])}]{options})"


def field(definition: str, name: str = "x") -> str:
    return f"('{name}', {definition})"


def altered(definition: str, name: str = "x") -> str:
    return f"AlterField('A', '{name}', {definition})"


def counting(before: str, after: str) -> tuple[list[str], list[str]]:
    first, last = (
        f"{kind}Field(primary_key=True, db_comment='{kind}')" for kind in (before, after)
    )
    return [f"CreateModel('A', [('id', {first})])"], [altered(last, "id")]


INTEGERS = (field("IntegerField()"), field("IntegerField()", "y"))
CASES: dict[str, tuple[tuple[str, ...], tuple[list[str], ...]]] = {
    "an index that is left behind and wanted again": (
        SERVERS,
        (
            [created(field("IntegerField(db_index=True)")), altered("IntegerField()")],
            [altered("IntegerField(db_index=True)")],
        ),
    ),
    "a column that is renamed before its index is made": (
        ("sqlite",),
        ([created(field("IntegerField(db_index=True)")), "RenameField('A', 'x', 'z')"],),
    ),
    "a column that is renamed and gets an index at once": (
        ("sqlite",),
        (
            [created(field("BigIntegerField()"))],
            [altered("BigIntegerField(db_column='z', db_index=True)")],
        ),
    ),
    "a table with an index by hand is made anew": (
        ("sqlite",),
        (
            [
                created(*INTEGERS),
                "RunSQL('CREATE INDEX mine ON lib_a (x DESC)', 'DROP INDEX IF EXISTS mine')",
            ],
            [altered("BigIntegerField()")],
        ),
    ),
    "a table with an index by hand gets a column and is made anew": (
        ("sqlite",),
        (
            [
                created(*INTEGERS),
                "RunSQL('CREATE INDEX mine ON lib_a (x DESC)', 'DROP INDEX IF EXISTS mine')",
            ],
            ["AddField('A', 'z', IntegerField(null=True))", altered("BigIntegerField()", "y")],
        ),
    ),
    "rows are written before their table is altered": (
        ("postgresql",),
        (
            [TARGETS, created(field(KEY.format("T")))],
            [INSERT, "AddField('A', 'y', IntegerField(default=1))"],
        ),
    ),
    "a column begins to count and gets another comment": (
        ("postgresql",),
        counting("Integer", "Auto"),
    ),
    "a column ceases to count and gets another comment": (
        ("postgresql",),
        counting("Auto", "Integer"),
    ),
    "a column counts further and gets another comment": (
        ("postgresql",),
        counting("Auto", "BigAuto"),
    ),
    "a comment has a percent sign": (
        SERVERS,
        (
            [created(field("IntegerField(db_comment='half')"))],
            [altered("IntegerField(db_comment='50%')")],
        ),
    ),
    "a default in the database changes with the type": (
        SERVERS,
        (
            [created(field("CharField(max_length=9, db_default='abc')"))],
            [altered("IntegerField(db_default=4)")],
        ),
    ),
    "a column with comment and collation takes no NULL any more": (
        ("mysql",),
        (
            [
                created(
                    field(
                        "CharField(max_length=9, null=True, db_comment='one', db_collation='utf8mb4_bin')"
                    )
                )
            ],
            [
                altered(
                    "CharField(max_length=9, default='', db_comment='one', db_collation='utf8mb4_bin')"
                )
            ],
        ),
    ),
}


@pytest.mark.parametrize(
    ("vendor", "case"),
    [(vendor, case) for case, (vendors, _) in CASES.items() for vendor in vendors],
)
def test_django_goes_back_from_what_it_would_not_have_left(
    install: Any, vendor: str, case: str
) -> None:
    _, migrations = CASES[case]
    there = [f"{number:04}" for number in range(1, len(migrations) + 1)]
    _, *back = install(*migrations)
    ours = we_tell(vendor, [*there, *back])
    handed_back = django_goes_back(vendor, there, back)

    assert django_tells(vendor, there) != ours[: len(there)]
    assert [step.failed for step in handed_back] == [""] * len(back)
    assert handed_back[-1] == ours[-1]
