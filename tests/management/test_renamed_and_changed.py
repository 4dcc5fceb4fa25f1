"""What was renamed and changed in the same go keeps its rows, whoever says so: a file, or somebody at the terminal."""

from __future__ import annotations

import pytest

from tests.management.evolving_project import evolving

BOOK = """
class Book(models.Model):
    name = models.CharField(max_length=20, null=True)
    pages = models.IntegerField(default=1)
"""
TITLED = """
class Book(models.Model):
    title = models.CharField(max_length=40, default="?")
    pages = models.IntegerField(default=1)
"""
TOME = """
class Tome(models.Model):
    name = models.CharField(max_length=50, null=True)
    pages = models.BigIntegerField(default=1)
    shelf = models.CharField(max_length=5, default="A")
"""
ADDED = "INSERT INTO shop_book (name, pages) VALUES ('Emma', 400)"
RENAMED = ["~ Rename field name on book to title", "~ Alter field title on book"]


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def shop(request, tmp_path):
    with evolving(tmp_path, request.param) as project:
        yield project


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    with evolving(tmp_path_factory.mktemp("started"), "sqlite") as project:
        project.start(shop=BOOK)
        yield project


@pytest.fixture
def on_sqlite(started, tmp_path):
    return started.copied(tmp_path)


@pytest.mark.slow
def test_a_stated_renaming_of_a_field_keeps_its_values_though_it_changed(shop):
    shop.start(shop=BOOK)
    shop.sql(ADDED)
    shop.models(shop=TITLED)

    assert shop.migrated(answers='[renamed_fields]\n"shop.Book.name" = "title"') == RENAMED
    assert shop.sql("SELECT title, pages FROM shop_book") == [("Emma", 400)]


@pytest.mark.slow
def test_a_stated_renaming_of_a_model_keeps_its_rows_though_it_changed(shop):
    shop.start(shop=BOOK)
    shop.sql(ADDED)
    shop.models(shop=TOME)

    assert shop.migrated(answers='[renamed_models]\n"shop.Book" = "Tome"') == [
        "~ Rename model Book to Tome",
        "+ Add field shelf to tome",
        "~ Alter field name on tome",
        "~ Alter field pages on tome",
    ]
    assert shop.sql("SELECT name, pages, shelf FROM shop_tome") == [("Emma", 400, "A")]


@pytest.mark.slow
def test_model_and_field_may_be_renamed_and_changed_together(shop):
    shop.start(shop=BOOK)
    shop.sql(ADDED)
    shop.models(shop=TITLED.replace("Book", "Tome"))
    answers = '[renamed_models]\n"shop.Book" = "Tome"\n[renamed_fields]\n"shop.Book.name" = "title"'

    assert shop.migrated(answers=answers) == [
        "~ Rename model Book to Tome",
        "~ Rename field name on tome to title",
        "~ Alter field title on tome",
    ]
    assert shop.sql("SELECT title, pages FROM shop_tome") == [("Emma", 400)]


@pytest.mark.slow
def test_a_column_may_keep_its_name_while_its_field_is_renamed_and_changed(shop):
    shop.start(shop=BOOK)
    shop.sql(ADDED)
    shop.models(shop=TITLED.replace("max_length=40", 'max_length=40, db_column="name"'))

    assert shop.migrated(answers='[renamed_fields]\n"shop.Book.name" = "title"') == [
        "~ Alter field name on book",
        "~ Rename field name on book to title",
    ]
    assert shop.sql("SELECT name, pages FROM shop_book") == [("Emma", 400)]


@pytest.mark.parametrize(
    ("after", "question"),
    [
        (TITLED, "Was book.name renamed to book.title (a CharField)? [y/N] "),
        (TOME, "Was the model shop.Book renamed to Tome? [y/N] "),
    ],
    ids=["field", "model"],
)
def test_somebody_at_the_terminal_is_asked(on_sqlite, after, question):
    on_sqlite.models(shop=after)
    made = on_sqlite.make("--dry-run", typed="y\n")

    assert (made.status, made.out.partition("Migrations")[0]) == (0, question)
    assert "~ Rename " in made.out


def test_who_says_no_gets_one_removed_and_the_other_added(on_sqlite):
    on_sqlite.models(shop=TITLED)

    assert on_sqlite.migrated(typed="n\n") == [
        "- Remove field name from book",
        "+ Add field title to book",
    ]


def test_where_nobody_answers_what_django_does_not_ask_it_goes_on_as_django_does(on_sqlite):
    on_sqlite.models(shop=TITLED)
    made = on_sqlite.make()  # stdin is at its end

    assert (made.status, made.out) == (
        0,
        "Was book.name renamed to book.title (a CharField)? [y/N] \n"
        "Nobody answers: taken for no.\n"
        "Migrations for 'shop':\n"
        "  shop/migrations/0002_remove_book_name_book_title.py\n"
        "    - Remove field name from book\n"
        "    + Add field title to book\n",
    )


def test_without_input_nothing_is_asked_as_with_django(on_sqlite):
    on_sqlite.models(shop=TITLED)

    assert on_sqlite.migrated("--noinput") == [
        "- Remove field name from book",
        "+ Add field title to book",
    ]


def test_a_check_asks_nothing_that_django_does_not_ask(on_sqlite):
    on_sqlite.models(shop=TITLED)
    checked = on_sqlite.make("--check")  # stdin is at its end

    assert (checked.status, checked.out.partition("\n")[0]) == (1, "Migrations for 'shop':")


@pytest.mark.parametrize(
    "how", [{"answers": ""}, {"arguments": ["--noinput", "--strict"]}], ids=["answers", "strict"]
)
@pytest.mark.parametrize(
    ("after", "recipe"),
    [
        (TITLED, '"shop.book.name" = "title"  # renamed'),
        (TOME, '"shop.Book" = "Tome"  # renamed'),
    ],
    ids=["field", "model"],
)
def test_whoever_must_not_guess_refuses_to(on_sqlite, how, after, recipe):
    on_sqlite.models(shop=after)
    made = on_sqlite.make(*how.get("arguments", ()), answers=how.get("answers"))

    assert made.status == 1
    assert recipe in made.err
    assert on_sqlite.files() == ["0001_initial.py"]


ORDERED = """
class Book(models.Model):
    name = models.CharField(max_length=20)
class Page(models.Model):
    {0} = models.ForeignKey(Book, models.CASCADE, null=True)
    class Meta:
        order_with_respect_to = "{0}"
"""


def test_django_goes_on_after_the_field_that_orders_rows_was_renamed(tmp_path):
    """Django's states keep the old name in the order until they are told, and cannot be rendered before."""
    with evolving(tmp_path, "sqlite") as project:
        project.start(shop=ORDERED.format("book"))
        project.sql("INSERT INTO shop_page (book_id, _order) VALUES (NULL, 7)")
        project.models(shop=ORDERED.format("work"))
        assert project.migrated(typed="y\n") == [
            "~ Rename field book on page to work",
            "~ Set order_with_respect_to on page to work",
        ]
        assert project.sql("SELECT work_id, _order FROM shop_page") == [(None, 7)]

        project.project.write_settings(ours=False)
        left = project.make("--check")
        again = project.project.manage("migrate", "-v0")

    assert (left.status, left.out, again.status) == (0, "No changes detected\n", 0)
