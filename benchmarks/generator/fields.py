"""Fields as the source text of a migration or of a model has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

RELATIONS = ("ForeignKey", "ManyToManyField")
INDEXABLE = ("CharField", "IntegerField", "BigIntegerField", "DateTimeField", "BooleanField")
LONGEST = 120  # so that dozens of columns fit into a row of MariaDB


@dataclass(frozen=True, slots=True)
class Field:
    """A class of `django.db.models` and its keyword arguments, values as source text."""

    kind: str
    options: tuple[tuple[str, str], ...] = ()
    target: str = ""  # source text as well

    @property
    def source(self) -> str:
        parts = [self.target] if self.target else []
        return f"models.{self.kind}({', '.join(parts + [f'{n}={v}' for n, v in self.options])})"

    def option(self, name: str) -> str | None:
        return dict(self.options).get(name)

    def with_options(self, **changes: str | None) -> Field:
        """Return the field with options set, or taken away where the value is None."""
        options = {**dict(self.options), **changes}
        return replace(self, options=tuple((n, v) for n, v in options.items() if v is not None))


PLAIN = (
    Field("CharField", (("max_length", "50"), ("null", "True"))),
    Field("CharField", (("max_length", "40"), ("default", "''"), ("blank", "True"))),
    Field("IntegerField", (("default", "0"),)),
    Field("IntegerField", (("null", "True"), ("blank", "True"))),
    Field("TextField", (("default", "''"), ("blank", "True"))),
    Field("DateTimeField", (("null", "True"),)),
    Field("BooleanField", (("default", "False"),)),
    Field("DecimalField", (("max_digits", "8"), ("decimal_places", "2"), ("null", "True"))),
)


def plain(random: Random) -> Field:
    """Return some field that is no relation."""
    return random.choice(PLAIN)


def foreign_key(random: Random, target: str, related_name: str) -> Field:
    """Return a foreign key that rows may leave empty."""
    on_delete = random.choice(("models.CASCADE", "models.SET_NULL", "models.PROTECT"))
    options = (("on_delete", on_delete), ("null", "True"), ("related_name", repr(related_name)))
    return Field("ForeignKey", options, target)


def many_to_many(target: str, related_name: str) -> Field:
    """Return a relation with a table of its own."""
    return Field("ManyToManyField", (("related_name", repr(related_name)),), target)


def altered(random: Random, field: Field, *, is_bound: bool, step: int) -> Field:
    """Return a field that a column of the other one can become; names of columns stay."""
    if field.kind == "CharField" and random.random() < 0.6:
        length = int(field.option("max_length") or 0)
        return field.with_options(max_length=str(min(LONGEST, length + 10)), help_text=f"'{step}'")
    if field.kind == "IntegerField" and not is_bound and random.random() < 0.3:
        return Field("BigIntegerField", field.options)
    if field.option("null") and field.kind == "CharField" and random.random() < 0.5:
        return field.with_options(null=None, default="'none'")
    if field.kind in INDEXABLE and not field.option("db_index") and random.random() < 0.3:
        return field.with_options(db_index="True")
    return field.with_options(help_text=f"'Since step {step}.'")
