"""Which apps belong to installed packages, and who is asked about them."""

from __future__ import annotations

import pytest

from migrations_core.questioner import MigrationQuestioner
from migrations_core.workflows.third_party import ProjectAppsQuestioner, is_third_party, package_of
from tests.apps_on_disk import Apps


class Asked(MigrationQuestioner):
    def __init__(self):
        super().__init__()
        self.about = []

    def ask_not_null_addition(self, field_name, model_name):
        self.about.append((self.app_label, field_name))
        return 5


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """An app of the project, and one of an installed package."""
    own, others = Apps(tmp_path), Apps(tmp_path / "site-packages")
    own.add("mine")
    others.add("theirs")
    monkeypatch.syspath_prepend(own.path)
    monkeypatch.syspath_prepend(others.path)
    own.labels.append("theirs")
    return own.installed


def test_an_app_below_site_packages_is_third_party(installed):
    with installed():
        assert (is_third_party("mine"), is_third_party("theirs")) == (False, True)


def test_migrations_that_a_setting_puts_into_the_project_are_its_own(installed):
    with installed(MIGRATION_MODULES={"theirs": "mine.their_migrations"}):
        assert not is_third_party("theirs")


def test_an_app_whose_migrations_are_disabled_is_left_to_the_usual_refusal(installed):
    with installed(MIGRATION_MODULES={"theirs": None}):
        assert not is_third_party("theirs")


def test_nobody_is_asked_about_the_models_of_a_package(installed):
    asked = Asked()
    sparing = ProjectAppsQuestioner(asked, MigrationQuestioner())
    answers = []
    with installed():
        for app_label in ("mine", "theirs"):
            sparing.app_label = app_label
            answers.append(sparing.ask_not_null_addition("name", "book"))

    assert (answers, asked.about) == ([5, None], [("mine", "name")])


def test_somebody_is_asked_about_a_package_that_was_named(installed):
    asked = Asked()
    sparing = ProjectAppsQuestioner(asked, MigrationQuestioner(), {"theirs"})
    with installed():
        sparing.app_label = "theirs"
        sparing.ask_not_null_addition("name", "book")

    assert asked.about == [("theirs", "name")]


def test_a_package_says_where_its_maintainers_read_reports(settings):
    settings.INSTALLED_APPS = ["django.contrib.auth"]

    assert package_of("auth").startswith("Django ")
    assert package_of("auth").endswith(" (https://code.djangoproject.com/)")


def test_without_metadata_the_package_is_named(installed):
    with installed():
        assert package_of("theirs") == "theirs"
