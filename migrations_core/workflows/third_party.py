"""Apps that came with an installed package: whatever is written into them is lost with the next release."""

from __future__ import annotations

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


def whom_to_tell(app_label: str) -> str:
    """Name the package that an app came with, and where its maintainers read reports, as far as it says so."""
    # Seldom asked, and slow to import: all of zipfile, csv and email comes along.
    from importlib import metadata

    package = apps.get_app_config(app_label).name
    names = metadata.packages_distributions().get(package.partition(".")[0])
    if not names:
        return f"the maintainers of {package}"
    described: Any = metadata.metadata(names[0])
    address = _address(described)
    who = f"the maintainers of {described['Name']} {described['Version']}"
    return f"{who} ({address})" if address else who


def _address(described: Any) -> str | None:
    pairs = (entry.partition(",") for entry in described.get_all("Project-URL", []))
    by_label: dict[str, str | None] = {
        label.strip().lower(): url.strip() for label, _, url in pairs
    }
    by_label.setdefault("homepage", described.get("Home-page"))
    return next((by_label[label] for label in CONTACTS if label in by_label), None)


class SparingQuestioner:
    """Ask another questioner, except about apps of installed packages: nobody here decides about their models."""

    def __init__(self, questioner: Any, silent: Any) -> None:
        self.__dict__.update(_questioner=questioner, _silent=silent)

    def __getattr__(self, name: str) -> Any:
        asks_of_app = name.startswith("ask_") and name not in ("ask_initial", "ask_merge")
        app_label = getattr(self._questioner, "app_label", None)
        if asks_of_app and app_label is not None and is_third_party(app_label):
            return getattr(self._silent, name)
        return getattr(self._questioner, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._questioner, name, value)
