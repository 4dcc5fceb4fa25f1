"""Copying functions out of migrations, with all that they use."""

from __future__ import annotations

import textwrap

import pytest

from migrations_core.workflows.squash.functions import Copied, Copier


@pytest.fixture
def copy(apps):
    folder = apps.add("shelf")

    def copy(**files: str) -> Copied:
        for name, text in files.items():
            (folder / f"{name[1:]}.py").write_text(textwrap.dedent(text))
        copier = Copier()
        with apps.installed():
            for name in files:
                copier.copy(f"shelf.migrations.{name[1:]}", ["forwards"])
        return copier.copied()

    return copy


def test_a_function_comes_with_what_it_uses_and_nothing_else(copy):
    copied = copy(
        _0001_a="""
        from datetime import date, datetime
        import os.path
        from ..models import CHOICES

        NAMES = ["x"]
        OTHERS = ["y"]

        def other(): pass

        def helper(name):
            return date.today(), CHOICES, os.path.join(name)

        # Why it is there.
        @staticmethod
        def forwards(apps, editor):
            return [helper(name) for name in NAMES]
        """
    )
    assert copied.code == textwrap.dedent(
        """\
        NAMES = ["x"]


        def helper(name):
            return date.today(), CHOICES, os.path.join(name)


        # Why it is there.
        @staticmethod
        def forwards(apps, editor):
            return [helper(name) for name in NAMES]
        """
    )
    assert copied.imports == {
        "from datetime import date",
        "from shelf.models import CHOICES",
        "import os.path",
    }


def test_a_name_with_two_meanings_gets_the_number_of_its_migration(copy):
    copied = copy(
        _0001_a="def forwards(apps, editor): return 1",
        _0002_b="""
        from other import F as models
        def forwards(apps, editor):
            return forwards, models
        """,
    )
    assert copied.code == (
        "def forwards(apps, editor): return 1\n\n\n"
        "def forwards_0002(apps, editor):\n    return forwards_0002, models_0002\n"
    )
    assert copied.imports == {"from other import F as models_0002"}
    assert copied.renamed[("shelf.migrations.0002_b", "forwards")] == "forwards_0002"


def test_what_two_files_have_in_common_is_copied_once(copy):
    copied = copy(
        _0001_a="LIMIT = 1\ndef forwards(apps, editor): return LIMIT",
        _0002_b="LIMIT = 1\ndef forwards(apps, editor): return LIMIT",
    )
    assert copied.code == "LIMIT = 1\n\n\ndef forwards(apps, editor): return LIMIT\n"


def test_the_same_text_that_uses_something_else_is_not_the_same(copy):
    copied = copy(
        _0001_a="LIMIT = 1\ndef forwards(apps, editor): return LIMIT",
        _0002_b="LIMIT = 2\ndef forwards(apps, editor): return LIMIT",
    )
    assert "def forwards_0002(apps, editor): return LIMIT_0002" in copied.code


@pytest.mark.parametrize(
    "text",
    [
        "def forwards(apps, editor): return __file__",
        "count = 0\ndef forwards(apps, editor):\n    global count\n    count = 1",
        "from os import *\ndef forwards(apps, editor): return getcwd()",
        "if True:\n    def forwards(apps, editor): pass",
        "try:\n    A = 1\nexcept Exception:\n    A = 2\ndef forwards(apps, editor): return A",
        "def forwards(apps, editor): pass\nforwards = print",
        "class Migration: pass\ndef forwards(apps, editor): return Migration",
    ],
)
def test_what_may_mean_something_else_in_another_file_is_left_to_the_user(copy, text):
    copied = copy(_0001_a=text)

    assert (copied.code, copied.imports, copied.renamed) == ("", set(), {})
    assert list(copied.failed) == ["shelf.migrations.0001_a"]


def test_a_name_that_also_means_something_local_is_not_changed(copy):
    copied = copy(
        _0001_a="LIMIT = 1\ndef forwards(apps, editor): return LIMIT",
        _0002_b="LIMIT = 2\ndef forwards(apps, editor):\n    def inner(LIMIT): return LIMIT\n    return inner(LIMIT)",
    )
    assert copied.failed == {"shelf.migrations.0002_b": "LIMIT means several things"}
    assert "inner" not in copied.code
