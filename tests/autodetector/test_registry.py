import pytest
from django.db import models

from migrations_core import operations
from migrations_core.autodetector import differ, registry
from migrations_core.autodetector.requirements import Proposal
from tests.autodetector.builders import detect
from tests.state.builders import model


@pytest.fixture(autouse=True)
def nothing_registered(monkeypatch):
    monkeypatch.setattr(registry, "registered", registry.registered.copy())
    monkeypatch.setattr("migrations_core.autodetector.detector.registered", registry.registered)


def test_a_registered_differ_is_asked_too():
    @differ()
    def remarks(pair, answers):
        return [Proposal(each.app_label, operations.RunSQL("--")) for each in pair.kept_models]

    same = [model("Book")]

    assert [operation[0] for operation in detect(same, same)["shop"][0]] == ["RunSQL"]


def test_what_it_proposes_comes_after_the_differ_that_it_names():
    @differ(after="generate_removed_fields")
    def between(pair, answers):
        return [Proposal("shop", operations.RunSQL("--"))]

    before, after = (
        [model("Book", a=models.TextField())],
        [model("Book", b=models.TextField(null=True))],
    )

    assert [operation[0] for operation in detect(before, after)["shop"][0]] == [
        "RemoveField",
        "RunSQL",
        "AddField",
    ]


def test_a_place_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="There is no differ 'generate_everything'"):
        differ(after="generate_everything")
