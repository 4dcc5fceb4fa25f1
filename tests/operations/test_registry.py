import pytest

from migrations_core.operations import registry
from migrations_core.operations.base import Operation
from migrations_core.operations.registry import reduction, reductions_for


class Light(Operation):
    def __init__(self):
        pass


class Lamp(Light):
    pass


class Dark(Operation):
    def __init__(self):
        pass


@pytest.fixture(autouse=True)
def _registry_of_its_own(monkeypatch):
    monkeypatch.setattr(registry, "_reductions", {})
    monkeypatch.setattr(registry, "_found", {})


def test_a_registered_function_reduces_a_pair():
    @reduction(Light, Dark)
    def nothing(earlier, later, app_label):
        return []

    assert Light().reduce(Dark(), "house") == []
    assert Dark().reduce(Light(), "house") is False


def test_it_serves_subclasses():
    @reduction(Light, Operation)
    def nothing(earlier, later, app_label):
        return []

    assert Lamp().reduce(Dark(), "house") == []


def test_the_most_specific_classes_are_asked_first():
    @reduction(Light, Dark)
    def general(earlier, later, app_label):
        return [earlier]

    @reduction(Lamp, Dark)
    def special(earlier, later, app_label):
        return [later]

    assert reductions_for(Lamp, Dark) == (special, general)


def test_a_function_without_an_opinion_leaves_it_to_the_next():
    @reduction(Light, Dark)
    def general(earlier, later, app_label):
        return True

    @reduction(Lamp, Dark)
    def special(earlier, later, app_label):
        return None

    assert Lamp().reduce(Dark(), "house") is True


def test_a_function_that_comes_late_is_asked_too():
    assert Light().reduce(Dark(), "house") is False

    @reduction(Light, Dark)
    def nothing(earlier, later, app_label):
        return []

    assert Light().reduce(Dark(), "house") == []


def test_an_override_may_add_to_what_is_registered():
    class Neon(Light):
        def reduce(self, operation, app_label):
            return (
                [operation] if isinstance(operation, Neon) else super().reduce(operation, app_label)
            )

    @reduction(Light, Dark)
    def nothing(earlier, later, app_label):
        return []

    second = Neon()
    assert Neon().reduce(second, "house") == [second]
    assert Neon().reduce(Dark(), "house") == []
