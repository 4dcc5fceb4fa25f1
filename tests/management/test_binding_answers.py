"""An answers file is followed or refused, with the line and the name that may have been meant."""

from __future__ import annotations

import pytest

from tests.management.evolving_project import evolving

BEFORE = """
class Book(models.Model):
    name = models.CharField(max_length=20)
    pages = models.IntegerField(default=1)

class Author(models.Model):
    born = models.DateField(null=True)
"""
AFTER = """
class Book(models.Model):
    title = models.CharField(max_length=40)
    pages = models.IntegerField(default=1)

class Writer(models.Model):
    born = models.DateField(null=True)
    died = models.DateField(null=True)
"""
RIGHT = '[renamed_models]\n"shop.Author" = "Writer"\n[renamed_fields]\n"shop.Book.name" = "title"\n'


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    with evolving(tmp_path_factory.mktemp("started"), "sqlite") as project:
        project.start(shop=BEFORE)
        project.models(shop=AFTER)
        yield project


@pytest.fixture
def shop(started, tmp_path):
    return started.copied(tmp_path)


UNFIT = {
    "unknown app": (
        RIGHT.replace("shop.Author", "shp.Author"),
        "line 2: 'shp.Author': the migrations have no model of this name; the nearest is shop.Author.",
    ),
    "unknown model": (
        RIGHT.replace("shop.Author", "Auhtor"),
        "line 2: 'Auhtor': the migrations have no model of this name; the nearest is shop.Author.",
    ),
    "unknown new model": (
        RIGHT.replace("Writer", "Writter"),
        "line 2: 'shop.Author': there is no new model Writter in the app; the nearest is Writer.",
    ),
    "a model that is still there": (
        RIGHT.replace("shop.Author", "shop.Book").replace("shop.Book.", "Book."),
        "line 2: 'shop.Book': this model is still there, under this name.",
    ),
    "a model that was there": (
        RIGHT.replace("Writer", "Book"),
        "line 2: 'shop.Author': there was a model Book already.",
    ),
    "unknown field": (
        RIGHT.replace("Book.name", "Book.nam"),
        "line 4: 'shop.Book.nam': the migrations have no field of this name; the nearest is shop.Book.name.",
    ),
    "unknown new field": (
        RIGHT.replace("title", "titel"),
        "line 4: 'shop.Book.name': the model has no new field titel; the nearest is title.",
    ),
    "a field that is still there": (
        RIGHT.replace("Book.name", "Book.pages"),
        "line 4: 'shop.Book.pages': this field is still there, under this name.",
    ),
    "a field that was there": (
        RIGHT.replace("title", "pages"),
        "line 4: 'shop.Book.name': there was a field pages already.",
    ),
    "a default for no field": (
        RIGHT + '[defaults]\n"shop.Book.titel" = "?"\n',
        "line 6: 'shop.Book.titel': there is no such name in the project; the nearest is shop.Book.title.",
    ),
    "a default that nothing needs": (
        RIGHT + '[defaults]\n"shop.Book.pages" = 3\n',
        "line 6: 'shop.Book.pages': nothing asked for this answer.",
    ),
    "an acceptance of nothing": (
        RIGHT + '[accepted]\n"shop.Book" = true\n',
        "line 6: 'shop.Book': nothing asked for this answer.",
    ),
    "an unknown app for its first migration": (
        RIGHT + "[initial]\nshopp = true\n",
        "line 6: 'shopp': there is no such name in the project; the nearest is shop.",
    ),
}


@pytest.mark.parametrize(("answers", "problem"), UNFIT.values(), ids=UNFIT)
def test_an_answer_that_does_not_fit_is_refused_before_anything_is_written(shop, answers, problem):
    made = shop.make(answers=answers)

    assert (made.status, made.out) == (1, "")
    assert made.err == f"AnswersFileError: answers.toml, {problem}\n"
    assert shop.files() == ["0001_initial.py"]


def test_all_such_answers_are_named_at_once(shop):
    made = shop.make(answers=RIGHT.replace("Author", "Auhtor").replace("title", "titel"))

    assert made.err == (
        "AnswersFileError: answers.toml, line 2: 'shop.Auhtor': the migrations have no model of this name; the nearest "
        "is shop.Author.\n"
        "answers.toml, line 4: 'shop.Book.name': the model has no new field titel; the nearest is title.\n"
    )


def test_what_is_stated_is_not_asked(shop):
    assert shop.migrated(answers=RIGHT) == [
        "~ Rename model Author to Writer",
        "~ Rename field name on book to title",
        "+ Add field died to writer",
        "~ Alter field title on book",
    ]


def test_what_is_said_to_be_gone_is_gone(shop):
    answers = (
        '[renamed_models]\n"shop.Author" = false\n[renamed_fields]\n"shop.Book.name" = false\n'
        '[defaults]\n"shop.Book.title" = "?"\n'
    )

    assert shop.migrated(answers=answers) == [
        "+ Create model Writer",
        "- Delete model Author",
        "- Remove field name from book",
        "+ Add field title to book",
    ]


def test_a_missing_answer_is_likened_to_one_that_nothing_asked_for(shop):
    answers = RIGHT + '[defaults]\n"shop.Book.year" = 1\n"shop.Book.yeer" = 1\n'
    shop.models(shop=AFTER.replace("pages =", "years = models.IntegerField()\n    pages ="))
    made = shop.make(answers=answers)

    assert made.status == 1
    assert made.err.endswith(
        "Line 6 says something of 'shop.Book.year', which nothing asked for.\n"
    )


def test_answers_for_what_is_done_are_only_mentioned(shop):
    shop.migrated(answers=RIGHT)
    made = shop.make(answers=RIGHT)

    assert (made.status, made.out) == (0, "No changes detected\n")
    assert made.err == (
        "answers.toml: nothing asked for the answer renamed_models: shop.Author.\n"
        "answers.toml: nothing asked for the answer renamed_fields: shop.Book.name.\n"
    )


def test_a_merge_that_nothing_needs_is_refused_before_any_is_written(shop):
    shop.migrated(answers=RIGHT)
    branch = shop.project.path / "shop" / "migrations" / "0002_other.py"
    branch.write_text(
        "from django.db import migrations\n\nclass Migration(migrations.Migration):\n"
        '    dependencies = [("shop", "0001_initial")]\n'
    )
    files = shop.files()
    made = shop.make("--merge", answers="[merge]\nshop = true\nshopp = true\n")

    assert (made.status, made.err) == (
        1,
        "AnswersFileError: answers.toml, line 3: 'shopp': no such app has branches; the nearest is shop.\n",
    )
    assert shop.files() == files
