"""Labels may be groups, and each database has labels of its own to begin with."""

from __future__ import annotations

from tests.django_suite.labels import FRAMEWORK, POSTGRES, expand


def test_the_name_of_a_group_stands_for_its_labels() -> None:
    assert expand(["framework", "basic"], "sqlite") == [*FRAMEWORK, "basic"]


def test_without_labels_the_database_decides() -> None:
    assert expand([], "mariadb") == list(FRAMEWORK)
    assert expand([], "postgresql") == [*FRAMEWORK, *POSTGRES]
