"""Names of migrations changed in the text of a file, and nothing else."""

from __future__ import annotations

import pytest

from migrations_core.workflows.squash.rewriting import UnreadableListError, names_in, rewritten

SQUASH = ("shop", "0001_squashed_0003")
REPLACEMENT = dict.fromkeys([("shop", "0001_a"), ("shop", "0002_b"), ("shop", "0003_c")], SQUASH)


def in_class(body: str) -> str:
    return f"# Ünïcode\nclass Migration:\n    {body}\n\n    operations = []\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('dependencies = [("shop", "0002_b")]', 'dependencies = [("shop", "0001_squashed_0003")]'),
        ("run_before = [('shop', '0002_b')]", "run_before = [('shop', '0001_squashed_0003')]"),
        (
            "dependencies = [('shop', '0001_a'), ('other', '0001'), ('shop', '0003_c')]",
            "dependencies = [('shop', '0001_squashed_0003'), ('other', '0001'), ]",
        ),
        (
            "dependencies = [\n        ('shop', '0001_a'),  # ä\n        ('shop', '0002_b'),\n    ]",
            "dependencies = [\n        ('shop', '0001_squashed_0003'),  # ä\n    ]",
        ),
        (
            "dependencies = [swappable(X), ('shop', '0001_squashed_0003'), ('shop', '0001_a')]",
            "dependencies = [swappable(X), ('shop', '0001_squashed_0003'), ]",
        ),
        ("dependencies = other + [1]", "dependencies = other + [1]"),
    ],
)
def test_a_list_names_what_took_the_place_once(before, after):
    assert rewritten(in_class(before), REPLACEMENT) == in_class(after)


def test_a_list_that_is_computed_cannot_be_changed():
    with pytest.raises(UnreadableListError):
        rewritten(in_class("dependencies = other + [('shop', '0001_a')]"), REPLACEMENT)


def test_what_is_made_permanent_no_longer_replaces_anything():
    before = in_class("initial = True\n\n    replaces = [\n        ('shop', '0001_a'),\n    ]")

    assert rewritten(before, REPLACEMENT, make_permanent=True) == in_class("initial = True")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("replaces = [('shop', '0001_a')]", "pass"),
        ("replaces = [('shop', '0001_a')]  # all", "pass  # all"),
        ("initial = True; replaces = [('shop', '0001_a')]", "initial = True"),
        ("initial = True;replaces = [('shop', '0001_a')];", "initial = True;"),
        ("replaces = [('shop', '0001_a')] ; initial = True", "initial = True"),
        ("replaces = [('shop', '0001_a')]  # all\n    initial = True", "initial = True"),
        ("replaces: list = [\n        ('shop', '0001_a')\n    ]; initial = True", "initial = True"),
    ],
)
def test_what_stands_beside_the_list_stays(before, after):
    head = "class Migration:\n    "

    permanent = rewritten(f"{head}{before}\n", REPLACEMENT, make_permanent=True)

    assert permanent == f"{head}{after}\n"
    compile(permanent, "migration", "exec")


def test_the_names_in_a_file_are_those_in_its_lists():
    text = "x = ('a', 'b')\n" + in_class("dependencies = [('a', '0001')]; other = ('c', 'd')")

    assert names_in(text) == {("a", "0001")}
