"""Command line options as data, so that a command's list of options can be read at a glance."""

from __future__ import annotations

from argparse import _ActionsContainer
from collections.abc import Iterable
from dataclasses import field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from migrations_core.values import frozen


@frozen
class Option:
    """What ``add_argument()`` is called with."""

    names: tuple[str, ...]
    help: str
    settings: dict[str, Any] = field(default_factory=dict)


def option(*names: str, help: str, **settings: Any) -> Option:
    return Option(names, help, settings)


def flag(*names: str, help: str, **settings: Any) -> Option:
    """Return an option without a value that is false until it is given."""
    return option(*names, help=help, action="store_true", **settings)


NO_INPUT = option(
    "--noinput",
    "--no-input",
    action="store_false",
    dest="interactive",
    help="Never ask anything.",
)


def database(purpose: str) -> Option:
    """Return the option that chooses a database; call it when the connections are configured."""
    return option(
        "--database",
        default=DEFAULT_DB_ALIAS,
        choices=tuple(connections),
        help=f'The database {purpose}; "{DEFAULT_DB_ALIAS}" unless another alias is given.',
    )


def duration(text: str) -> float:
    """Read a number of seconds."""
    number = float(text)
    if not number >= 0:
        raise ValueError(text)
    return number


def add_options(parser: _ActionsContainer, options: Iterable[Option]) -> None:
    for each in options:
        parser.add_argument(*each.names, help=each.help, **each.settings)
