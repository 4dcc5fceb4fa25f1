"""Labels may be groups, and each database has labels of its own to begin with."""

from __future__ import annotations

from tests.django_suite.labels import FRAMEWORK, NEIGHBOURS, POSTGRES, expand


def test_the_name_of_a_group_stands_for_its_labels() -> None:
    assert expand(["framework", "basic"], "sqlite") == [*FRAMEWORK, "basic"]


def test_without_labels_the_database_decides() -> None:
    assert expand([], "mariadb") == [*FRAMEWORK, *NEIGHBOURS]
    assert expand([], "postgresql") == [*FRAMEWORK, *NEIGHBOURS, *POSTGRES]
