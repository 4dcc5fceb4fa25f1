"""Apps that came with an installed package: whatever is written into them is lost with the next release."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

from migrations_core.exceptions import NoPlaceForMigrationsError
from migrations_core.writer.location import migrations_directory

INSTALLATION_FOLDERS = {"site-packages", "dist-packages"}

CONTACTS = (
    "issues",
    "issue tracker",
    "bug tracker",
    "bugs",
    "tracker",
    "repository",
    "source",
    "homepage",
    "home-page",
)
"""Labels of URLs in a package's metadata, the best place for a report first."""


def is_third_party(app_label: str) -> bool:
    """Tell whether an app's migrations stand, or would stand, in the folder of an installed package.

    MIGRATION_MODULES may put them into the project; then they are the project's own.
    """
    try:
        directory = migrations_directory(app_label)
    except NoPlaceForMigrationsError:
        return False
    return not INSTALLATION_FOLDERS.isdisjoint(Path(directory).parts)


def package_of(app_label: str) -> str:
    """Name the package that an app came with, and where its maintainers read reports, as far as it says so."""
    # Seldom asked, and slow to import: all of zipfile, csv and email comes along.
    from importlib import metadata

    package = apps.get_app_config(app_label).name
    names = _packages_by_module().get(package.partition(".")[0])
    if not names:
        return package
    described: Any = metadata.metadata(names[0])
    address = _address(described)
    who = f"{described['Name']} {described['Version']}"
    return f"{who} ({address})" if address else who


@cache
def _packages_by_module() -> Mapping[str, list[str]]:
    """Read what all installed packages bring along: a third of a second where there are a hundred."""
    from importlib import metadata

    return metadata.packages_distributions()


def _address(described: Any) -> str | None:
    pairs = (entry.partition(",") for entry in described.get_all("Project-URL", []))
    by_label: dict[str, str | None] = {
        label.strip().lower(): url.strip() for label, _, url in pairs
    }
    by_label.setdefault("homepage", described.get("Home-page"))
    return next((by_label[label] for label in CONTACTS if label in by_label), None)


class ProjectAppsQuestioner:
    """Ask another questioner, except about apps of installed packages: nobody here decides about their models.

    ``named`` are those about which somebody has to be asked all the same.
    """

    def __init__(self, questioner: Any, silent: Any, named: Collection[str] = ()) -> None:
        self.__dict__.update(_questioner=questioner, _silent=silent, _named=named)

    def __getattr__(self, name: str) -> Any:
        asks_of_app = name.startswith("ask_") and name not in ("ask_initial", "ask_merge")
        nobody_decides = asks_of_app and self._is_about_a_package()
        return getattr(self._silent if nobody_decides else self._questioner, name)

    def _is_about_a_package(self) -> bool:
        app_label: str | None = getattr(self._questioner, "app_label", None)
        if app_label is None or app_label in self._named:
            return False
        return is_third_party(app_label)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._questioner, name, value)
