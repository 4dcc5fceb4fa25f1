"""What a migration file says about its migration, checked while it is loaded: all else relies on these shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Field

from migrations_core.deconstruction import unbound_copy
from migrations_core.exceptions import BadMigrationError, MigrationKey
from migrations_core.failures import numbered, numbered_name
from migrations_core.migration import Migration
from migrations_core.names import in_short, said
from migrations_core.operations import CreateModel
from migrations_core.operations.shapes import problem_of
from migrations_core.written import line_in, line_of_attribute, line_of_operation, place

KEYS = ("dependencies", "run_before", "replaces")
PAIRS = "a list of pairs such as ('app_label', '0001_initial')"
OPERATIONS = "a list of operations"


def made_of(cls: type[Migration], key: MigrationKey, file: str | None) -> Migration:
    """Make the migration of a class, its dependencies tuples whatever they were; refuse what cannot be one."""
    refusing = _Refusal(key, file)
    for attribute in KEYS:
        refusing.unless_list(attribute, getattr(cls, attribute), PAIRS)
    refusing.unless_list("operations", cls.operations, OPERATIONS, ordered=True)
    try:
        migration = cls(key[1], key[0])
    except (Exception, SystemExit) as error:
        line = line_in(file, error) or line_of_attribute(file, "operations")
        raise refusing.because(f"cannot be made: {said(error)}", line) from error
    if not isinstance(migration, Migration):
        raise refusing.because(f"is {in_short(migration)} and no migration.")
    for attribute in KEYS:
        refusing.unless_list(attribute, getattr(migration, attribute), PAIRS)
        setattr(migration, attribute, list(refusing.keys(attribute, getattr(migration, attribute))))
    refusing.unless_list("operations", migration.operations, OPERATIONS, ordered=True)
    for number, operation in enumerate(migration.operations, 1):
        if problem := problem_of(operation):
            line = line_of_operation(file, number) or line_of_attribute(file, "operations")
            raise refusing.because(f"cannot be used: operation {number}: {problem}.", line)
    for attribute in ("initial", "atomic"):
        refusing.unless_decidable(attribute, getattr(migration, attribute))
    return migration


def refuse_broken_fields(migrations: Iterable[Migration]) -> None:
    """Refuse fields that a state cannot copy, since their ``deconstruct()`` raises or gives what nobody can call."""
    for migration in migrations:
        for number, operation in numbered(migration):
            for name, field in _fields_of(operation):
                try:
                    unbound_copy(field)
                except (Exception, SystemExit) as error:
                    file = migration.origin
                    line = number and line_of_operation(file, number)
                    raise _Refusal((migration.app_label, migration.name), file).because(
                        f"cannot be used: {numbered_name(number)}: the field {name} of class {type(field).__name__} "
                        f"cannot be made again from what its deconstruct() gives: {said(error)}",
                        line,
                    ) from error


def _fields_of(operation: Any) -> list[tuple[str, Any]]:
    field = getattr(operation, "field", None)
    found = [(operation.name, field)] if isinstance(field, Field) else []
    if isinstance(operation, CreateModel):
        found += operation.fields
    return found


class _Refusal:
    """What is said about a migration that cannot be used."""

    def __init__(self, key: MigrationKey, file: str | None) -> None:
        self.key = key
        self.file = file

    def because(self, reason: str, line: int | None = None) -> BadMigrationError:
        name = ".".join(self.key)
        where = place(self.file, line)
        return BadMigrationError(
            f"Migration {name}{where} {reason}", migration=self.key, file=self.file, line=line
        )

    def _of(self, attribute: str, reason: str) -> BadMigrationError:
        return self.because(reason, line_of_attribute(self.file, attribute))

    def unless_list(
        self, attribute: str, value: object, expected: str, *, ordered: bool = False
    ) -> None:
        """Refuse what cannot be gone through, what can be once only, and what has no order where one is needed."""
        reason = ""
        if isinstance(value, Iterator):
            reason = ", which gives its items only once: write a list"
        elif ordered and isinstance(value, set | frozenset) and len(value) > 1:
            reason = ", which has no order: write a list"
        elif not isinstance(value, Iterable) or isinstance(value, str | bytes | type | Mapping):
            # Nothing, in whatever form, is nothing.
            reason = "" if value in ("", b"", {}) else f", which has to be {expected}"
        if reason:
            raise self._of(attribute, f"has {in_short(value)} for {attribute}{reason}.")

    def keys(self, attribute: str, entries: Iterable[Any]) -> Iterator[MigrationKey]:
        for entry in entries:
            if (
                not isinstance(entry, list | tuple)
                or len(entry) != 2
                or not all(isinstance(part, str) for part in entry)
            ):
                raise self._of(
                    attribute, f"has {in_short(entry)} in {attribute}, which has to be {PAIRS}."
                )
            # As it is, because a swappable one is a kind of tuple.
            yield entry if isinstance(entry, tuple) else (entry[0], entry[1])

    def unless_decidable(self, attribute: str, value: object) -> None:
        try:
            bool(value)
        except Exception as error:
            raise self._of(
                attribute,
                f"has {in_short(value)} for {attribute}, which has to be True or False.",
            ) from error
