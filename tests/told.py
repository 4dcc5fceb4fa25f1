"""What an error of ours tells, as one value to compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from migrations_core.exceptions import MigrationsError

Told = tuple[type[MigrationsError], str, dict[str, Any]]


def told(error: MigrationsError) -> Told:
    """Give an error's class, message and fields."""
    fields = {name: value for name, value in vars(error).items() if name != "returncode"}
    return type(error), str(error), fields


def refusal(call: Callable[..., object], *args: Any, **kwargs: Any) -> Told:
    """Call what has to refuse, and give what it tells."""
    with pytest.raises(MigrationsError) as caught:
        call(*args, **kwargs)
    return told(caught.value)
