"""Lists of operations that need not make sense as a history: for comparing algorithms, not states."""

from __future__ import annotations

from typing import Any

from django.db import migrations as django_migrations
from django.db import models
from hypothesis import strategies as st

from migrations_core import operations as ops

MODELS = st.sampled_from(["Apple", "Bear", "Cat"])
FIELDS = st.sampled_from(["one", "two", "three"])


class Passing(ops.RunSQL):
    """Somebody's operation that everything may be moved across."""

    def reduce(self, operation: Any, app_label: str) -> list[Any] | bool:
        return True


class Vanishing(ops.RunSQL):
    """Somebody's operation that takes the deletion of any model as a reason to go."""

    def reduce(self, operation: Any, app_label: str) -> list[Any] | bool:
        return [operation] if isinstance(operation, ops.DeleteModel) else False


class Foreign(django_migrations.RunSQL):
    """An operation that descends from Django's."""


@st.composite
def fields(draw: st.DrawFn) -> models.Field[Any, Any]:
    kind = draw(st.sampled_from(["integer", "integer", "text", "key", "many", "other app"]))
    match kind:
        case "integer":
            return models.IntegerField(default=draw(st.integers(0, 3)))
        case "text":
            return models.TextField(null=True)
        case "key":
            return models.ForeignKey(f"app.{draw(MODELS)}", models.CASCADE)
        case "many":
            return models.ManyToManyField(f"app.{draw(MODELS)}")
    return models.ForeignKey("auth.User", models.CASCADE)


def indexes() -> st.SearchStrategy[models.Index]:
    return st.builds(
        lambda field, name: models.Index(fields=[field], name=name),
        FIELDS,
        st.sampled_from(["idx_1", "idx_2"]),
    )


def constraints() -> st.SearchStrategy[models.UniqueConstraint]:
    return st.builds(
        lambda field, name: models.UniqueConstraint(fields=[field], name=name),
        FIELDS,
        st.sampled_from(["unique_1", "unique_2"]),
    )


def creations() -> st.SearchStrategy[ops.CreateModel]:
    def create(name: str, of_fields: list[Any], bases: tuple[Any, ...]) -> ops.CreateModel:
        names = ["one", "two", "three"]
        return ops.CreateModel(name, list(zip(names, of_fields, strict=True)), bases=bases)

    bases = st.sampled_from([(models.Model,)] * 4 + [("app.Apple",), ("app.bear",)])
    return st.builds(create, MODELS, st.lists(fields(), min_size=3, max_size=3), bases)


def operations() -> st.SearchStrategy[Any]:
    together = st.sampled_from([set(), {("one", "two")}, {("two", "three")}])
    elidable = st.booleans()
    return st.one_of(
        creations(),
        creations(),
        st.builds(ops.DeleteModel, MODELS),
        st.builds(ops.RenameModel, MODELS, MODELS),
        st.builds(ops.AddField, MODELS, FIELDS, fields()),
        st.builds(ops.AlterField, MODELS, FIELDS, fields()),
        st.builds(ops.RemoveField, MODELS, FIELDS),
        st.builds(ops.AddField, MODELS, FIELDS, fields()),
        st.builds(ops.RenameField, MODELS, FIELDS, st.sampled_from(["one", "two", "four"])),
        st.builds(ops.AlterUniqueTogether, MODELS, together),
        st.builds(ops.AlterModelTable, MODELS, st.sampled_from([None, "table"])),
        st.builds(ops.AlterModelOptions, MODELS, st.just({"verbose_name": "thing"})),
        st.builds(ops.AlterOrderWithRespectTo, MODELS, st.sampled_from([None, "one"])),
        st.builds(ops.AddIndex, MODELS, indexes()),
        st.builds(ops.RemoveIndex, MODELS, st.sampled_from(["idx_1", "idx_2"])),
        st.builds(
            ops.RenameIndex,
            MODELS,
            st.sampled_from(["idx_1", "idx_2"]),
            old_name=st.sampled_from(["idx_1", "idx_2"]),
        ),
        st.builds(ops.AddConstraint, MODELS, constraints()),
        st.builds(ops.RemoveConstraint, MODELS, st.sampled_from(["unique_1", "unique_2"])),
        st.builds(lambda elide: ops.RunSQL("SELECT 1", elidable=elide), elidable),
        st.builds(lambda elide: Foreign("SELECT 1", elidable=elide), elidable),
        st.builds(Passing, st.just("SELECT 2")),
        st.builds(Vanishing, st.just("SELECT 3")),
    )
