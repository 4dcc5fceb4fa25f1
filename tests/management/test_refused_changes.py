"""Changes that can only fail or lose data are refused as a whole, until somebody says that they may."""

from __future__ import annotations

import pytest

from tests.management.evolving_project import evolving, operations

PEOPLE = """
class Author(models.Model):
    name = models.CharField(max_length=20)
    born = models.DateField(null=True)

class Editor(models.Model):
    name = models.CharField(max_length=20)
"""
SHOP = """
class Box(models.Model):
    size = models.IntegerField(default=1)

class Book(models.Model):
    pages = models.IntegerField(default=1)
    author = models.ForeignKey("people.Author", models.CASCADE, null=True)
    boxes = models.ManyToManyField(Box)

class Alias(models.Model):
    pages = models.IntegerField(default=1)
"""
PLACE = """
class Place(models.Model):
    pk = models.CompositePrimaryKey("shelf", "position")
    shelf = models.IntegerField()
    position = models.IntegerField()
    code = models.IntegerField(default=1)
"""
SOMEBODY = "class Reader(models.Model):\n    card = models.IntegerField()\n"
NO_AUTHOR = PEOPLE[PEOPLE.index("class Editor") :]
MOVED = SHOP.replace("people.Author", "catalogue.Author")
CATALOGUE = PEOPLE[: PEOPLE.index("class Editor")]
KEPT = CATALOGUE + '    class Meta:\n        db_table = "people_author"\n'
THROUGH = """
class Link(models.Model):
    box = models.ForeignKey(Box, models.CASCADE)
    book = models.ForeignKey("Book", models.CASCADE)

    class Meta:
        db_table = "shop_book_boxes"
        unique_together = [("book", "box")]

"""


def with_through(shop: str) -> str:
    linked = shop.replace("ManyToManyField(Box", 'ManyToManyField(Box, through="Link"')
    return linked.replace("class Book(", THROUGH.strip() + "\n\nclass Book(")


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    with evolving(tmp_path_factory.mktemp("started"), "sqlite") as project:
        project.start(people=PEOPLE, shop=SHOP, storage=PLACE)
        yield project


@pytest.fixture
def project(started, tmp_path):
    return started.copied(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def anywhere(request, tmp_path):
    with evolving(tmp_path, request.param) as project:
        project.start(people=PEOPLE, shop=SHOP)
        yield project


REFUSED = {
    "a foreign key to another model": (
        {"shop": SHOP.replace("people.Author", "people.Editor")},
        "shop.book.author: It pointed at people.author and points at people.editor now.",
    ),
    "a foreign key to another model, which is new, while the former goes": (
        {
            "shop": SHOP.replace("people.Author", "people.Reader"),
            "people": NO_AUTHOR + SOMEBODY,
        },
        "shop.book.author: It pointed at people.author and points at people.reader now.",
    ),
    "another kind of primary key": (
        {
            "people": PEOPLE.replace(
                "    name", "    id = models.UUIDField(primary_key=True)\n    name", 1
            )
        },
        "people.author.id: It was a BigAutoField and is a UUIDField now.",
    ),
    "another primary key": (
        {
            "people": PEOPLE.replace(
                "    name",
                "    code = models.CharField(max_length=9, primary_key=True, default='?')\n    name",
                1,
            )
        },
        "people.author.code: It is the primary key now, instead of id. shop.book.author would go on with the values "
        "of the former key.",
    ),
    "other parts of a composite key": (
        {"storage": PLACE.replace('"position")', '"code")')},
        "storage.place.pk: Its primary key was made of shelf and position and is made of shelf and code now.",
    ),
    "no composite key any more": (
        {"storage": "\n".join(each for each in PLACE.splitlines() if "pk" not in each)},
        "storage.place.pk: Its primary key was made of shelf and position and is made of one column now.",
    ),
    "a composite key": (
        {
            "shop": SHOP + "    lid = models.IntegerField(default=1)\n"
            "    pk = models.CompositePrimaryKey('pages', 'lid')\n"
        },
        "shop.alias.pk: Its primary key was made of one column and is made of pages and lid now.",
    ),
    "another kind of column": (
        {
            "shop": SHOP.replace(
                "size = models.IntegerField(default=1)", "size = models.DateField()"
            )
        },
        "shop.box.size: It was an IntegerField and is a DateField now.",
    ),
    "a foreign key that becomes a column of another kind": (
        {
            "shop": SHOP.replace(
                'models.ForeignKey("people.Author", models.CASCADE, null=True)',
                "models.DurationField(null=True)",
            )
        },
        "shop.book.author: It was a ForeignKey and is a DurationField now.",
    ),
    "one value for all rows of a unique field": (
        {"shop": SHOP + '    code = models.CharField(max_length=9, unique=True, default="-")\n'},
        "shop.alias.code: It is new and unique, and all existing rows would get the same value.",
    ),
    "one value for all rows of a constraint": (
        {
            "shop": SHOP
            + '    code = models.IntegerField(default=1)\n    class Meta:\n        unique_together = [("code",)]\n'
        },
        "shop.alias.code: A constraint is to keep code unique, and all existing rows would get the same value.",
    ),
    "a model in another app": (
        {"people": NO_AUTHOR, "catalogue": CATALOGUE, "shop": MOVED},
        "catalogue.author: It is new, and people.author, which is gone, had the same fields.",
    ),
    "a model in another app, in its table": (
        {"people": NO_AUTHOR, "catalogue": KEPT, "shop": MOVED},
        "catalogue.author: It is new and has the table people_author of people.author, which is gone.",
    ),
    "a proxy in the place of a model": (
        {
            "shop": SHOP[: SHOP.index("class Alias")]
            + "class Alias(Book):\n    class Meta:\n        proxy = True\n"
        },
        "shop.alias: It had a table of its own and is a proxy now.",
    ),
    "an intermediary model": (
        {"shop": with_through(SHOP)},
        "shop.book.boxes: It has an intermediary model now, shop.link.",
    ),
}


@pytest.mark.parametrize(("apps", "why"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_and_no_half_of_it_is_written(project, apps, why):
    project.models(**apps)
    files = {label: project.files(label) for label in apps}
    made = project.make("--noinput")

    assert (made.status, made.out) == (1, "")
    assert why in made.err
    assert f'[accepted]\n    "{why.partition(":")[0]}" = true\n' in made.err
    assert {label: project.files(label) for label in apps} == files


def test_a_part_of_a_composite_key_may_be_renamed(project):
    project.models(storage=PLACE.replace("position", "place"))

    assert project.migrated(typed="y\n") == ["~ Rename field position on place to place"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("people.Author", "people.Editor"), ("people.Editor", "people.Author")],
)
@pytest.mark.parametrize("base", ["Author", "Editor"])
def test_a_foreign_key_may_lead_to_a_proxy_or_a_base(tmp_path, before, after, base):
    """A model of which each row is one of the other's, too."""
    derived = {"Author": "Editor", "Editor": "Author"}[base]
    people = (
        f"class {base}(models.Model):\n    name = models.TextField()\n"
        f"class {derived}({base}):\n    {{}}\n"
    )
    proxy = "class Meta:\n        proxy = True"
    is_widened = after == f"people.{base}"
    with evolving(tmp_path, "sqlite") as project:
        book = "class Book(models.Model):\n    author = models.ForeignKey('{}', models.CASCADE)\n"
        project.start(
            people=people.format(proxy if not is_widened else "pass"), shop=book.format(before)
        )
        project.models(shop=book.format(after))

        assert project.migrated("--noinput") == ["~ Alter field author on book"]


RETARGETED = SHOP.replace("people.Author", "people.Editor")


@pytest.mark.parametrize(
    "how",
    [
        {"arguments": ["--allow-data-loss"]},
        {"answers": '[accepted]\n"shop.Book.author" = true'},
    ],
    ids=["option", "answer"],
)
def test_what_is_accepted_is_written_as_django_would(project, how):
    project.models(shop=RETARGETED)
    made = project.migrated(*how.get("arguments", ()), answers=how.get("answers"))

    assert made == ["~ Alter field author on book"]


def test_what_an_answer_does_not_accept_is_refused(project):
    project.models(shop=RETARGETED)
    made = project.make(answers='[accepted]\n"shop.Book.author" = false')

    assert (made.status, project.files()) == (1, ["0001_initial.py"])


def test_a_moved_model_that_is_none_is_accepted_with_all_that_belongs_to_it(project):
    project.models(people=NO_AUTHOR, catalogue=CATALOGUE, shop=MOVED)
    answers = '[accepted]\n"catalogue.Author" = true'

    assert sorted(project.migrated("--noinput", answers=answers)) == [
        "+ Create model Author",
        "- Delete model Author",
        "~ Alter field author on book",
    ]


def test_a_check_ends_as_with_django(project):
    project.models(shop=RETARGETED)

    assert project.make("--check").status == 1


UNIQUE = SHOP + '    code = models.CharField(max_length=9, unique=True, default="-")\n'


@pytest.mark.parametrize(("typed", "status"), [("1\n", 0), ("2\n", 3)])
def test_somebody_at_the_terminal_is_asked_about_a_unique_constant(project, typed, status):
    project.models(shop=UNIQUE)
    made = project.make(typed=typed)

    assert (made.status, made.out.partition("Select")[0]) == (
        status,
        "All existing rows would get the same value in the unique field alias.code, which fails as soon as there are "
        "two of them.\n"
        "Please choose how to proceed:\n"
        " 1) Continue making this migration: there are no rows, or one.\n"
        " 2) Quit and edit field options in models.py: null=True first, unique values for all rows next.\n",
    )


# Recipes


def write_to_state_only(project, *apps: str) -> None:
    """Wrap the operations of the apps' last migrations as the recipes say."""
    for label in apps:
        name = project.files(label)[-1]
        path = project.project.path / label / "migrations" / name
        head, tail = path.read_text().split("    operations = [\n")
        path.write_text(
            f"{head}    operations = [migrations.SeparateDatabaseAndState(state_operations=[\n"
            f"{tail.rstrip().removesuffix(']')}])]\n"
        )


@pytest.mark.slow
def test_the_recipe_for_an_intermediary_model_keeps_rows_and_constraint(anywhere):
    shop = anywhere
    shop.sql("INSERT INTO shop_box (size) VALUES (7)")
    shop.sql("INSERT INTO shop_book (pages) VALUES (300)")
    joined = "INSERT INTO shop_book_boxes (book_id, box_id) SELECT b.id, x.id FROM shop_book b, shop_box x"
    shop.sql(joined)
    shop.models(shop=with_through(SHOP))
    assert shop.make("--allow-data-loss").status == 0
    write_to_state_only(shop, "shop")
    assert shop.project.manage("migrate").status == 0
    # What is refused here is the very same row: the constraint is there.
    with pytest.raises(AssertionError, match="IntegrityError"):
        shop.sql(joined)

    later = with_through(SHOP).replace('unique_together = [("book", "box")]', 'ordering = ["id"]')
    shop.models(shop=later)
    assert "Alter unique_together for link (0 constraint(s))" in str(shop.migrated("--noinput"))
    shop.sql(joined)
    assert shop.sql("SELECT size, pages FROM shop_book_boxes l, shop_book b, shop_box x WHERE l.book_id = b.id AND "
                    "l.box_id = x.id") == [(7, 300), (7, 300)]  # fmt: skip


@pytest.mark.slow
def test_the_recipe_for_a_moved_model_keeps_its_rows(anywhere):
    anywhere.sql("INSERT INTO people_author (name) VALUES ('Austen')")
    anywhere.sql("INSERT INTO shop_book (pages, author_id) SELECT 300, id FROM people_author")
    anywhere.models(people=NO_AUTHOR, catalogue=KEPT, shop=MOVED)
    assert anywhere.make("--allow-data-loss").status == 0
    write_to_state_only(anywhere, "people", "catalogue", "shop")
    assert anywhere.project.manage("migrate").status == 0

    anywhere.models(catalogue=CATALOGUE)
    assert anywhere.migrated("--noinput") == ["~ Rename table for author to (default)"]
    joined = "SELECT name, pages FROM catalogue_author a, shop_book b WHERE b.author_id = a.id"
    assert anywhere.sql(joined) == [("Austen", 300)]


# Apps that got another label


@pytest.fixture
def relabelled(project):
    """The app people, in its migrated database, under the name of persons and without migrations."""
    project.project.manage("migrate")
    project.models(shop="")
    assert project.migrated("--noinput")
    project.project.apps.remove("people")
    (project.project.path / "people").rename(project.project.path / "persons")
    for path in (project.project.path / "persons" / "migrations").glob("0*"):
        path.unlink()
    for path in (project.project.path / "shop" / "migrations").glob("0*"):
        path.unlink()
    project.project.apps.append("persons")
    project.project.write_settings()
    return project


def test_an_app_under_another_name_is_pointed_out(relabelled):
    made = relabelled.make("--noinput")

    assert (made.status, operations(made.out)) == (
        0,
        ["+ Create model Author", "+ Create model Editor"],
    )
    assert made.err == (
        "'persons' gets its first migration, and database 'default' has a table of 'people', an app that is gone, for "
        "each of its models. If it is that app under another name, its rows would stay behind: delete the new "
        "migration, and give its AppConfig label = 'people'.\n"
    )


def test_a_new_app_with_other_models_is_nothing_to_point_out(relabelled):
    relabelled.models(persons=PEOPLE + SOMEBODY)

    assert relabelled.make("--noinput").err == ""
