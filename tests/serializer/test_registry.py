"""Serializers for more types, registered with us or with Django."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db.migrations.serializer import BaseSerializer as DjangoBaseSerializer
from django.db.migrations.serializer import Serializer as DjangoSerializer
from django.db.migrations.writer import MigrationWriter as DjangoWriter

from migrations_core.serializer import BaseSerializer, SequenceSerializer, serializer_factory
from migrations_core.writer import MigrationWriter
from tests.serializer.values import Shout


class Loud(BaseSerializer):
    def serialize(self) -> Any:
        return "shout()", {"import loud"}


class Foreign(DjangoBaseSerializer):  # type: ignore[misc]  # Django's has no types
    def serialize(self) -> Any:
        return "foreign()", set()


@pytest.fixture(params=[(MigrationWriter, Loud), (MigrationWriter, Foreign)], ids=["ours", "both"])
def registered(request: pytest.FixtureRequest) -> Iterator[Any]:
    writer, serializer = request.param
    writer.register_serializer(Shout, serializer)
    yield serializer
    writer.unregister_serializer(Shout)


def test_a_registered_type_is_written_by_its_serializer(registered: Any) -> None:
    assert serializer_factory(Shout()).serialize() == registered(Shout()).serialize()


def test_a_type_is_forgotten() -> None:
    MigrationWriter.register_serializer(Shout, Loud)
    MigrationWriter.unregister_serializer(Shout)

    with pytest.raises(ValueError, match="Cannot serialize"):
        serializer_factory(Shout())


def test_what_is_no_serializer_is_refused() -> None:
    with pytest.raises(ValueError, match="'Shout' must inherit from 'BaseSerializer'"):
        MigrationWriter.register_serializer(complex, Shout)


def test_what_others_register_with_django_serves_us_too() -> None:
    DjangoWriter.register_serializer((Shout,), Foreign)
    try:
        assert serializer_factory([Shout()]).serialize() == ("[foreign()]", set())
    finally:
        DjangoWriter.unregister_serializer((Shout,))


def test_a_serializer_that_others_replaced_in_django_is_replaced_for_us() -> None:
    before = DjangoWriter.serialize([1])
    original = DjangoSerializer._registry[list]
    DjangoWriter.register_serializer(list, Foreign)
    try:
        assert MigrationWriter.serialize([1]) == ("foreign()", set())
    finally:
        DjangoWriter.register_serializer(list, original)
    assert MigrationWriter.serialize([1]) == before


def test_django_serializes_nothing_for_us_that_it_was_not_asked_to() -> None:
    assert isinstance(serializer_factory([1]), SequenceSerializer)


def test_what_others_put_in_front_decides_first(monkeypatch: pytest.MonkeyPatch) -> None:
    class Text(str):
        __slots__ = ()

    registry = DjangoSerializer._registry
    monkeypatch.setattr(DjangoSerializer, "_registry", {Text: Foreign, **registry, Shout: Foreign})

    assert serializer_factory(Text("a")).serialize() == ("foreign()", set())
    assert serializer_factory("a").serialize() == ("'a'", set())
    assert serializer_factory(Shout()).serialize() == ("foreign()", set())


def test_what_others_took_out_of_django_s_is_not_written_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(DjangoSerializer, "_registry", dict(DjangoSerializer._registry))
    DjangoWriter.unregister_serializer(Decimal)

    with pytest.raises(ValueError, match="Cannot serialize"):
        serializer_factory(Decimal(1))
