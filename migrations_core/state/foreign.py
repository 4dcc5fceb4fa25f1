"""Where those who know Django's own framework (``interop``) tell the states what they need of it.

The states themselves know nothing of it: without anybody telling, each of these is what it would be without others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import options

if TYPE_CHECKING:
    from migrations_core.state.model_state import ModelState

adopt: Callable[[Any], ModelState] | None = None
"""Make one of our ModelStates of one that an operation of somebody else brought along."""


def _option_names() -> Iterable[str]:
    return options.DEFAULT_NAMES


option_names: Callable[[], Iterable[str]] = _option_names
"""Give the names that are options in ``class Meta``; projects add their own."""
