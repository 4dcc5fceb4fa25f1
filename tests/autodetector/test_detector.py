import subprocess
import sys

from django.db import models

from migrations_core import operations
from migrations_core.autodetector import MigrationAutodetector
from migrations_core.autodetector.differs import DIFFERS
from migrations_core.autodetector.refusals import Reason
from migrations_core.autodetector.requirements import model_created
from migrations_core.definitions import deep_deconstruct
from migrations_core.graph import MigrationGraph
from tests.autodetector.builders import NO, written
from tests.state.builders import foreign_key, model, project


def run(cls, before, after):
    changes = cls(project(*before), project(*after), NO)._detect_changes()
    return [written(each.operations) for each in changes.get("shop", [])]


def test_changes_are_named_and_joined_to_the_graph():
    graph = MigrationGraph()
    graph.add_node(("shop", "0001_initial"), None)
    detector = MigrationAutodetector(project(model("Book")), project(), NO)

    (migration,) = detector.changes(graph)["shop"]

    assert (migration.name, migration.dependencies) == (
        "0002_delete_book",
        [("shop", "0001_initial")],
    )


def test_apps_without_migrations_are_left_alone_unless_they_are_converted():
    before, after = project(), project(model("Book"))
    before.real_apps = {"shop"}

    assert MigrationAutodetector(before, after, NO)._detect_changes() == {}
    assert list(MigrationAutodetector(before, after, NO)._detect_changes({"shop"})) == ["shop"]


def test_every_differ_is_called_through_its_method():
    class Keeping(MigrationAutodetector):
        def generate_removed_fields(self):
            """Keep all of them."""

    before, after = [model("Book", x=models.TextField())], [model("Book")]

    assert run(Keeping, before, after) == []
    assert all(callable(getattr(MigrationAutodetector, name)) for name in DIFFERS)


def test_a_subclass_may_add_operations():
    class Remarking(MigrationAutodetector):
        def generate_created_models(self):
            super().generate_created_models()
            for app_label, name in sorted(self.new_model_keys - self.old_model_keys):
                created = [model_created((app_label, name))]
                self.add_operation(app_label, operations.RunSQL("--"), dependencies=created)

    assert [each[0] for each in run(Remarking, [], [model("Book")])[0]] == ["CreateModel", "RunSQL"]


def test_a_subclass_may_put_an_operation_first():
    class Preparing(MigrationAutodetector):
        def generate_altered_db_table(self):
            self.add_operation("shop", operations.RunSQL("--"), beginning=True)

    assert [each[0] for each in run(Preparing, [], [model("Book")])[0]] == ["RunSQL", "CreateModel"]


def test_a_subclass_may_change_every_operation():
    class Quiet(MigrationAutodetector):
        def add_operation(self, app_label, operation, dependencies=None, beginning=False):
            if not isinstance(operation, operations.AddIndex):
                super().add_operation(app_label, operation, dependencies, beginning)

    index = models.Index(fields=["id"], name="by_id")

    assert run(Quiet, [model("Book")], [model("Book", options={"indexes": [index]})]) == []


def test_a_subclass_may_compare_less():
    class Lenient(MigrationAutodetector):
        def deep_deconstruct(self, obj):
            taken = super().deep_deconstruct(obj)
            if isinstance(obj, models.Field):
                taken[2].pop("help_text", None)
            return taken

    before = [model("Book", x=models.TextField(help_text="a"))]
    after = [model("Book", x=models.TextField(help_text="b"))]

    assert len(run(MigrationAutodetector, before, after)) == 1
    assert run(Lenient, before, after) == []


def test_a_field_is_taken_apart_once():
    taken = []

    class Counting(MigrationAutodetector):
        def deep_deconstruct(self, obj):
            if isinstance(obj, models.Field):
                taken.append(id(obj))
            return deep_deconstruct(obj)

    before = [model("Book", a=models.TextField(), x=models.TextField(), y=foreign_key("shop.book"))]
    after = [
        model("Book", b=models.TextField(), x=models.IntegerField(), z=foreign_key("shop.book"))
    ]

    run(Counting, before, after)

    assert len(taken) == len(set(taken))


def test_refusals_are_there_after_detection():
    before = project(model("Book", x=models.ManyToManyField("shop.book")))
    detector = MigrationAutodetector(before, project(model("Book", x=foreign_key("shop.book"))), NO)

    detector._detect_changes()

    assert [refusal.reason for refusal in detector.refusals()] == [Reason.MANY_TO_MANY]


SCRIPT = """
import django
from django.conf import settings
settings.configure(DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
django.setup()
from django.db import models
from migrations_core.autodetector import MigrationAutodetector
from tests.state.builders import foreign_key, model, project

names = ["Ape", "Bee", "Cat", "Dog"]
after = project(*(
    model(
        name, app=app,
        a=foreign_key("zoo.ape"), b=foreign_key("shop.bee"), c=models.ManyToManyField("zoo.cat"),
        options={"unique_together": {("a", "b"), ("b", "a")}},
    )
    for app in ("zoo", "shop") for name in names
))
for detected in (MigrationAutodetector(project(), after), MigrationAutodetector(after, project())):
    for migrations in detected._detect_changes().values():
        for migration in migrations:
            print(migration, migration.dependencies, [str(each)[:80] for each in migration.operations])
"""


def test_the_seed_of_the_hashes_changes_nothing():
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("0", "1", "2")
    }

    assert len(outputs) == 1
    assert "zoo.auto_1" in outputs.pop()
